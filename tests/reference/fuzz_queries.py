#!/usr/bin/env python3
"""fuzz_queries.py PROGRAM [--seconds S] [--seed N] [--soak] - random queries against the reference.

Every query runs over the same events in several ways that must not show: number of threads, with
and without prefilter, one file or many, plain, gzip and zstd. All outputs must be the same bytes,
and the same rows as the reference evaluator makes. A disagreement is cut down to the fewest events
and steps that still show it, and printed as a reproducer.

Without --soak the seeds are fixed, so that the same queries run every time.
"""
import argparse
import concurrent.futures
import gzip
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import evaluate
import random_events
import random_queries
from event import Event, read_record
from values import number, to_bytes

EVENTS = 40
ENVIRONMENT = {**os.environ, "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COUNTERSIGN_NOW": "1700000000000"}
NOT_THERE = "[E402]"  # a function of the language that the program has not yet
WAYS = [  # (how the input lies there, options)
    ("one", ["--threads", "1"]),
    ("one", ["--threads", "1", "--no-prefilter"]),
    ("many", ["--threads", "7"]),
    ("many", ["--threads", "2", "--no-prefilter"]),
    ("gzip", ["--threads", "2"]),
    ("zstd", ["--threads", "3"]),
]


class Input:
    """The same lines as one file, as many, and compressed; laid down once."""

    def __init__(self, lines, folder):
        self.lines, self.folder, self.skipped = lines, pathlib.Path(folder), 0
        text = to_bytes("".join(line + "\n" for line in lines))
        (self.folder / "one").mkdir()
        (self.folder / "one/all.ndjson").write_bytes(text)
        (self.folder / "many").mkdir()
        step = max(1, (len(lines) + 6) // 7)
        for part in range(0, len(lines), step):
            chunk = to_bytes("".join(line + "\n" for line in lines[part:part + step]))
            (self.folder / f"many/part-{part // step:05}").write_bytes(chunk)
        (self.folder / "gzip").mkdir()
        half = text.find(b"\n", len(text) // 2) + 1
        # Two members in one file, as concatenated logs have.
        (self.folder / "gzip/all.gz").write_bytes(gzip.compress(text[:half]) + gzip.compress(text[half:]))
        self.ways = WAYS
        if shutil.which("zstd"):
            (self.folder / "zstd").mkdir()
            subprocess.run(["zstd", "-q", "-o", str(self.folder / "zstd/all.zst"), str(self.folder / "one/all.ndjson")],
                           check=True)
        else:
            self.ways = [way for way in WAYS if way[0] != "zstd"]

    def events(self):
        for i, line in enumerate(self.lines):
            record = read_record(line)
            if record is not None:
                yield Event(record, (i,), record=record, raw=line)


def run(program, query, way, given):
    """(status, stdout, stderr) of the program."""
    layout, options = way
    done = subprocess.run([program, "query", "--format", "ndjson", "--input", "ndjson", "-q", *options, query, str(given.folder / layout)],
                          env=ENVIRONMENT, capture_output=True, timeout=60, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def shown(text):
    """What is printed of a text: U+FFFD for what is no UTF-8."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text)


def equal(a, b, tolerance):
    if a == b:
        return True
    x, y = number(a), number(b)
    return x is not None and y is not None and abs(x - y) <= tolerance * max(abs(x), abs(y))


def same_rows(expected, actual, tolerance):
    return len(expected) == len(actual) and all(
        a.keys() == e.keys() and all(equal(e[k], a[k], tolerance) for k in e) for e, a in zip(expected, actual))


def judge(program, query, given):
    """None, or what is wrong: a short text."""
    expected = answer(query, given)
    first = None
    for way in given.ways:
        status, out, err = run(program, query, way, given)
        if NOT_THERE in err:
            given.skipped += 1
            return None
        if status != 0:
            return f"status {status} with {way}: {err.strip()[-600:]}"
        if first is None:
            first = out
            actual = [json.loads(line) for line in out.decode().splitlines()]
            tolerance = 0.0101 if "percentile" in query else 1e-12
            if not same_rows(expected, actual, tolerance):
                return f"rows differ from the reference\n{first_difference(expected, actual, tolerance)}"
        elif out != first:
            pairs = zip([*first.decode().splitlines(), "(end)"], [*out.decode().splitlines(), "(end)"])
            a, b = next((a, b) for a, b in pairs if a != b)
            return f"output differs with {way}\nfirst {a}\nthen  {b}"
    return judge_printed(program, query, expected, given)


def judge_printed(program, query, expected, given):
    """What `fmt` prints means the same, as the reference reads it."""
    done = subprocess.run([program, "fmt", "-q"], env=ENVIRONMENT, capture_output=True, input=query.encode())
    if done.returncode != 0:
        return f"fmt: status {done.returncode}: {done.stderr.decode().strip()[-600:]}"
    printed = done.stdout.decode()
    if answer(printed, given) != expected:
        return f"printed it means something else\n{printed}"
    return None


def answer(query, given):
    """The rows that the reference makes, as they are printed."""
    return [{shown(k): shown(v) for k, v in row.items()}
            for row in evaluate.Query(query).run(list(given.events()))]


def first_difference(expected, actual, tolerance):
    for i, (e, a) in enumerate(itertools.zip_longest(expected, actual)):
        if e is None or a is None or not same_rows([e], [a], tolerance):
            return f"row {i}\nexpected {json.dumps(e, ensure_ascii=False)}\nactual   {json.dumps(a, ensure_ascii=False)}"
    return None


def judge_lines(program, steps, lines):
    with tempfile.TemporaryDirectory(prefix="fuzz-queries-") as folder:
        return judge(program, " | ".join(steps), Input(lines, folder))


def kind(verdict):
    return (verdict or "").split("\n")[0].split(" with ")[0]


def shrink(program, steps, lines):
    """Fewer steps, then fewer lines, as long as the same kind of thing is wrong."""
    first = kind(judge_lines(program, steps, lines))

    def wrong(s, ls):
        try:
            return bool(ls) and kind(judge_lines(program, s, ls)) == first
        except (KeyError, ValueError, evaluate.Wrong, evaluate.Reject):
            return False
    for i in range(len(steps) - 1, -1, -1):
        if len(steps) > 1 and wrong(steps[:i] + steps[i + 1:], lines):
            steps = steps[:i] + steps[i + 1:]
    size = len(lines) // 2
    while size:
        i = 0
        while i < len(lines):
            if wrong(steps, lines[:i] + lines[i + size:]):
                lines = lines[:i] + lines[i + size:]
            else:
                i += size
        size //= 2
    return steps, lines


def reproducer(program, steps, lines, seed):
    steps, lines = shrink(program, steps, lines)
    return (f"seed {seed}\nquery: {' | '.join(steps)}\n" + "".join(f"event: {line.encode('utf-8', 'backslashreplace').decode()}\n" for line in lines)
            + str(judge_lines(program, steps, lines)) + "\n")


def round_of(program, seed, queries):
    """One set of events and some queries: the disagreements, and how many could not be asked."""
    rng = random.Random(seed)
    lines = random_events.lines(rng, EVENTS)
    found = []
    with tempfile.TemporaryDirectory(prefix="fuzz-queries-") as folder:
        given = Input(lines, folder)
        for _ in range(queries):
            steps = random_queries.Queries(rng).query()
            if judge(program, " | ".join(steps), given):
                found.append(reproducer(program, steps, lines, seed))
        return found, given.skipped


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--seconds", type=float, default=15)
    parser.add_argument("--rounds", type=int, default=12)
    parser.add_argument("--queries", type=int, default=12)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--soak", action="store_true")
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    end = time.monotonic() + options.seconds
    seed, done, failures, unasked = options.seed, 0, 0, 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        while (time.monotonic() < end) if options.soak else (seed < options.seed + options.rounds):
            seeds = range(seed, seed + (os.cpu_count() or 1))
            for found, skipped in pool.map(lambda s: round_of(program, s, options.queries), seeds):
                done += options.queries
                failures += len(found)
                unasked += skipped
                print("".join(f"----\n{text}" for text in found), end="", flush=True)
            seed += len(seeds)
    print(f"{done} queries, {unasked} of them with a function that is not there, {failures} disagreements")
    sys.exit(failures > 0)


if __name__ == "__main__":
    main()
