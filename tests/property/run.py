#!/usr/bin/env python3
"""run.py PROGRAM - what must not change a result does not change it.

Each query of queries.txt runs over a few thousand events that fill several chunks, in ways that
must not show: any number of threads, with and without prefilter, one file or many, named as a
folder or one by one, plain, gzip or zstd. The output has to be the same, byte for byte. Then the
printer: a printed query prints as itself and answers as the original.
"""
import gzip
import itertools
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "reference")]
import harness
import random_events
from values import to_bytes

EVENTS, FILES, SEED = 3000, 9, 20
PADDING = "x" * 700  # makes records as long as real ones, so that the files hold several chunks


def read_queries():
    text = (HERE / "queries.txt").read_text()
    return [block.strip() for block in text.split("\n\n") if block.strip() and not block.startswith("##")]


def lay_down(folder):
    """{name: paths}: the same lines in the same order, in several shapes."""
    rng = random.Random(SEED)
    lines = []
    for line in random_events.lines(rng, EVENTS):
        if line.endswith("}") and rng.random() < 0.7:
            line = line[:-1] + f', "padding":"{PADDING}"' + "}"
        lines.append(to_bytes(line) + b"\n")
    step = (len(lines) + FILES - 1) // FILES
    parts = [b"".join(lines[i:i + step]) for i in range(0, len(lines), step)]
    for name in ("one", "many", "gzip", "zstd"):
        (folder / name).mkdir()
    (folder / "one/all.ndjson").write_bytes(b"".join(parts))
    for i, part in enumerate(parts):
        (folder / f"many/part-{i:05}").write_bytes(part)
        # Two members, and zero bytes behind them, are legal gzip.
        half = part.find(b"\n", len(part) // 2) + 1
        (folder / f"gzip/part-{i:05}.gz").write_bytes(
            gzip.compress(part[:half], 1) + gzip.compress(part[half:], 1) + b"\0" * 512)
    shapes = {"one": [folder / "one"], "many": [folder / "many"], "gzip": [folder / "gzip"],
              "listed": sorted((folder / "many").iterdir())}
    if shutil.which("zstd"):
        subprocess.run(["zstd", "-q", "-1", "-o", str(folder / "zstd/all.zst"), str(folder / "one/all.ndjson")],
                       check=True)
        shapes["zstd"] = [folder / "zstd"]
    return shapes


def ways(shapes):
    """Every shape, every number of threads and both prefilter settings occur; not every combination."""
    settings = itertools.cycle([["--threads", "1"], ["--threads", "7"], ["--threads", "2", "--no-prefilter"],
                                ["--threads", "16"], ["--threads", "3"]])
    found = [("one", ["--threads", "1", "--no-prefilter"])]
    for shape in shapes:
        found += [(shape, next(settings)), (shape, next(settings))]
    return found


def query(program, text, paths, options=()):
    return harness.run(program, "query", "-q", "--format", "ndjson", "--input", "ndjson", *options, text, *paths)


def check_ways(program, text, shapes):
    first = None
    for shape, options in ways(shapes):
        status, out, err = query(program, text, shapes[shape], options)
        if "[E402]" in err:
            return None
        if status != 0:
            return f"{text}\n{shape} {options}: status {status}: {err.strip()}"
        first = out if first is None else first
        if out != first:
            pairs = itertools.zip_longest(first.splitlines(), out.splitlines())
            a, b = next((a, b) for a, b in pairs if a != b)
            return f"{text}\n{shape} {options}: the first line that differs\n{a}\n{b}"
    return None if first else f"{text}\nno rows: the query shows nothing"


def check_printer(program, text, shapes):
    status, printed, err = harness.run(program, "fmt", stdin=text.encode())
    if status != 0:
        return f"{text}\nfmt: status {status}: {err.strip()}"
    _, again, _ = harness.run(program, "fmt", stdin=printed)
    if printed != again:
        return f"{text}\nprints differently the second time\n{printed.decode()}\n{again.decode()}"
    before, after = (query(program, q, shapes["one"])[1] for q in (text, printed.decode()))
    return None if before == after else f"{text}\nanswers differently when printed as\n{printed.decode()}"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    with tempfile.TemporaryDirectory(prefix="property-") as name:
        shapes = lay_down(pathlib.Path(name))
        queries = read_queries()
        results = harness.in_parallel(
            lambda q: (f"same in every way: {q[:60]}", check_ways(program, q, shapes), None), queries)
        results += harness.in_parallel(
            lambda q: (f"prints as itself: {q[:60]}", check_printer(program, q, shapes), None), queries)
        for i, (label, problem, directive) in enumerate(results):
            results[i] = (label.replace("#", ""), problem, directive)
        harness.report(results)


main()
