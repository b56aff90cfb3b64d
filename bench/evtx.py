#!/usr/bin/env python3
"""evtx.py PROGRAM [--runs N] - how fast event logs are read, beside two other readers of them.

BENCH_DIR names a folder for evtx-SIZE.evtx (BENCH_BYTES says the size, 500 MB otherwise). It is made of
the public logs of COUNTERSIGN_SHARED, chunk after chunk behind one header, again and again; logs that
libevtx rejects are left out. The peers are evtx_dump (Rust, `cargo install evtx`) and evtxexport
(Debian: libevtx-utils), each used where it is installed, the slow one once and on the first 20 MB.
Everybody has one thread. Jobs run by turns; what is told is the median of CPU seconds (the machine may
have other work), megabytes of log a second of them, and the peak of memory. All must find the same
number of events. Status 1: a target was missed; 2: numbers differ.
"""
import argparse
import csv
import os
import pathlib
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time
import zlib

SIZE = int(os.environ.get("BENCH_BYTES", "500000000"))
SMALL = 20_000_000
HEADER, CHUNK = 4096, 65536
PACK = pathlib.Path(__file__).resolve().parent.parent / "detections/T1036.001-invalid-code-signature"
# Megabytes a second and core that a job has to reach.
TARGETS = {"detection": 300, "count by id": 300, "whole events": 150}


def chunks_of(shared):
    """The chunks of the public logs that every reader takes."""
    with open(shared / "data/windows/MANIFEST.tsv", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            if row["file"].endswith(".evtx") and row["non_template_records"] == "0" and \
                    "CAPI2" not in row["file"] and "damaged" not in row["good_for"]:
                log = (shared / "data/windows" / row["file"]).read_bytes()
                blocks = (log[at:at + CHUNK] for at in range(HEADER, len(log), CHUNK))
                yield from (b for b in blocks if len(b) == CHUNK and b.startswith(b"ElfChnk\0"))


def make_log(path, size):
    """A log of that size, made once."""
    if path.exists():
        return
    shared = pathlib.Path(os.environ.get("COUNTERSIGN_SHARED") or sys.exit(f"evtx.py: {path} is missing"))
    chunks = list(chunks_of(shared))
    number = max(size // CHUNK, 1)
    head = struct.pack("<8sQQQIHHHH76xI", b"ElfFile\0", 0, number - 1, 1 << 40, 128, 1, 3, HEADER,
                       min(number, 65535), 0)
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as out:
        out.write(head + struct.pack("<I", zlib.crc32(head)) + bytes(HEADER - 128))
        for i in range(number):
            out.write(chunks[i % len(chunks)])
    os.rename(out.name, path)


def find_tool(name):
    home = pathlib.Path.home() / ".cargo/bin" / name
    return shutil.which(name) or (str(home) if home.exists() else None)


def watch_peak(pid):
    """Peak megabytes of a process that runs. What wait4() tells would hold this script's, too."""
    peak = 0
    while found := re.search(r"VmHWM:\s+(\d+)", pathlib.Path(f"/proc/{pid}/status").read_text()):
        peak = int(found[1]) * 1024 / 1e6
        time.sleep(0.005)
    return peak


def run(command):
    """CPU seconds, peak megabytes."""
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)
    peak = watch_peak(child.pid)
    _, status, usage = os.wait4(child.pid, 0)
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"evtx.py: {command[0]} ended with status {os.waitstatus_to_exitcode(status)}")
    return usage.ru_utime + usage.ru_stime, peak


def count_lines(command):
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as child:
        return sum(piece.count(b"\n") for piece in iter(lambda: child.stdout.read(1 << 20), b""))


def jobs_of(program, log, small):
    """{name: (command, bytes read, once only)}"""
    query = [program, "query", "-q", "-j", "1", "-F", "ndjson"]
    jobs = {
        "detection": ([program, "hunt", "-q", "-j", "1", "-F", "ndjson", "--pack", str(PACK), log], SIZE, False),
        "count by id": ([*query, "groupBy(EventID, limit=max)", log], SIZE, False),
        "whole events": ([*query, "*", log], SIZE, False),
        "as XML": ([*query, "select(@rawstring)", log], SIZE, False),
    }
    if dump := find_tool("evtx_dump"):
        jobs["evtx_dump jsonl"] = ([dump, "-t", "1", "-o", "jsonl", log], SIZE, False)
        jobs["evtx_dump xml"] = ([dump, "-t", "1", "-o", "xml", log], SIZE, False)
    if export := find_tool("evtxexport"):
        jobs["evtxexport xml"] = ([export, "-f", "xml", small], SMALL, True)
    return jobs


def check_counts(jobs):
    """Everybody must find the same number of events."""
    ours = count_lines(jobs["whole events"][0])
    theirs = count_lines(jobs["evtx_dump jsonl"][0]) if "evtx_dump jsonl" in jobs else ours
    print(f"{ours} events", flush=True)
    if ours != theirs:
        print(f"evtx.py: evtx_dump finds {theirs} events", file=sys.stderr)
        sys.exit(2)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    folder = pathlib.Path(os.environ.get("BENCH_DIR") or sys.exit("evtx.py: set BENCH_DIR"))
    log, small = folder / f"evtx-{SIZE}.evtx", folder / f"evtx-{SMALL}.evtx"
    make_log(log, SIZE)
    make_log(small, SMALL)
    jobs = jobs_of(str(pathlib.Path(options.program).resolve()), str(log), str(small))
    check_counts(jobs)
    runs = {name: [] for name in jobs}
    for turn in range(options.runs):
        for name, (command, _, once) in jobs.items():
            if turn == 0 or not once:
                runs[name].append(run(command))
    print(f"{'job':16} {'cpu s':>7} {'MB/s core':>10} {'target':>7} {'peak MB':>8}")
    missed = False
    for name, (_, size, _) in jobs.items():
        cpu = statistics.median(r[0] for r in runs[name])
        speed, target = size / cpu / 1e6, TARGETS.get(name)
        missed |= target is not None and speed < target
        print(f"{name:16} {cpu:7.3f} {speed:10.0f} {target or '-':>7} {max(r[1] for r in runs[name]):8.1f}", flush=True)
    sys.exit(missed)


main()
