#!/usr/bin/env python3
"""alone.py PROGRAM [--megabytes N] [--runs N] - how fast queries run over made-up sensor records.

The data are the same on every machine (fixed seed) and are kept in build-release/bench. Every query
runs alternately with a peer that does no more than count the lines that hold a literal (`grep -c`),
because only the ratio to something measured in the same minute says anything on a busy machine.
Prints a line a query: best and median wall seconds, CPU seconds, peak memory, megabytes a second,
and the ratio of its best time to the peer's.
"""
import argparse
import os
import pathlib
import random
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
QUERIES = {
    "seed": """#event_simpleName = "ProcessRollup2" OR #event_simpleName = "SyntheticProcessRollup2"
        | ImageFileName = /./ | SignInfoFlags != "0" | SignInfoFlags = /(?:invalid|expired|revoked|untrusted)/i
        | groupBy([ComputerName, ImageFileName, SignInfoFlags, SHA256HashData],
            function=[count(aid, as=ExecutionCount), collect([UserName, CommandLine])])
        | ExecutionCount < 10 | sort(ExecutionCount, order=asc)""",
    "text": '"powershell" | count()',
    "mid": "groupBy(ComputerName)",
    "high": "groupBy(id, limit=max) | count()",
    "time": "bucket(span=1h, field=event_simpleName)",
    "sort": "sort(ContextTimeStamp, limit=100) | select([aid, ContextTimeStamp])",
    "decode": "bitfield:extractFlags(field=SignInfoFlags, output=[[18,valid],[9,unsigned]])"
              " | groupBy([valid, unsigned])",
}
PEER = ["grep", "-c", "nvalid"]
EVENTS = ["ProcessRollup2"] * 4 + ["DnsRequest"] * 3 + ["NetworkConnectIP4"] * 2 + ["ClassifiedModuleLoad"]
IMAGES = [f"\\\\Device\\\\HarddiskVolume3\\\\Windows\\\\System32\\\\tool{i}.exe" for i in range(300)]
FLAGS = ["8683538"] * 60 + ["9175042"] * 30 + ["787456"] * 8 + ["512", "Invalid signature"]


def record(rng, i):
    aid = f"{rng.randrange(2000):032x}"
    return (f'{{"event_simpleName":"{rng.choice(EVENTS)}","timestamp":"{1687509721000 + i * 37}",'
            f'"ContextTimeStamp":"{1687509721 + i // 27}.{i % 1000:03}","aid":"{aid}","cid":"{"c" * 32}",'
            f'"id":"{rng.getrandbits(128):032x}","ComputerName":"WS-{int(aid, 16):05}",'
            f'"UserName":"user{rng.randrange(500)}","ImageFileName":"{rng.choice(IMAGES)}",'
            f'"CommandLine":"tool.exe --run {rng.randrange(1000)} {"powershell" if i % 997 == 0 else "quiet"}",'
            f'"SignInfoFlags":"{rng.choice(FLAGS)}","SHA256HashData":"{rng.randrange(5000):064x}",'
            f'"ParentBaseFileName":"explorer.exe","TargetProcessId":"{rng.getrandbits(40)}",'
            f'"RawProcessId":"{rng.randrange(65536)}","TokenType":"1","WindowFlags":"128","Tags":"25, 27, 40"}}\n')


def make_data(megabytes):
    path = ROOT / f"build-release/bench/records-{megabytes}.ndjson"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        rng, size, i = random.Random(42), 0, 0
        with path.open("w") as out:
            while size < megabytes * 1_000_000:
                size += out.write(record(rng, i))
                i += 1
    return path


def measure(command):
    """(wall seconds, CPU seconds, peak megabytes); the output goes to a file that nobody reads."""
    with open(os.devnull, "wb") as errors, (ROOT / "build-release/bench/out").open("wb") as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=errors, stdin=subprocess.DEVNULL)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
    if os.waitstatus_to_exitcode(status) != 0:
        sys.exit(f"alone.py: {' '.join(command[:2])}: status {os.waitstatus_to_exitcode(status)}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--megabytes", type=int, default=200)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    data = make_data(options.megabytes)
    program = str(pathlib.Path(options.program).resolve())
    print(f"{'query':8} {'best':>7} {'median':>7} {'cpu':>7} {'peak MB':>8} {'MB/s':>7} {'x grep':>7}")
    for name, query in QUERIES.items():
        pairs = [(measure([program, "query", "-q", "--format", "ndjson", query, str(data)]),
                  measure([*PEER, str(data)])) for _ in range(options.runs)]
        ours, peers = zip(*pairs)
        wall = sorted(run[0] for run in ours)
        print(f"{name:8} {wall[0]:7.3f} {statistics.median(wall):7.3f} {min(run[1] for run in ours):7.3f} "
              f"{max(run[2] for run in ours):8.1f} {options.megabytes / wall[0]:7.0f} "
              f"{wall[0] / min(run[0] for run in peers):7.2f}", flush=True)


main()
