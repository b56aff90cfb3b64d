#!/usr/bin/env python3
"""run.py PROGRAM - every example that the project shows to a reader does what it says.

Two sources: the examples of the function descriptors (`countersign functions --format json`), which
have an input and the rows that must come out, and the queries in fenced ```cql blocks of README.md,
docs/ and the detections, which must be accepted without a warning and run over the few events in
events.ndjson. A block that shows a mistake says so in its fence (```cql error); one that promises an
answer (```cql rows) must find rows in examples/telemetry.
"""
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

FENCE = re.compile(r"^```cql([^\n]*)\n(.*?)^```", re.M | re.S)


def function_examples(program):
    """Yield (name, query, input, expected output)."""
    status, out, err = harness.run(program, "functions", "--format", "json")
    if status != 0:
        sys.exit(f"run.py: countersign functions: {err}")
    for function in json.loads(out):
        for i, example in enumerate(function.get("examples", []), 1):
            yield f"{function['name']} {i}", example["query"], example["input"], example["output"]


def run_example(program, example):
    name, query, given, expected = example
    with tempfile.NamedTemporaryFile(suffix=".ndjson") as file:
        file.write(given.encode())
        file.flush()
        status, out, err = harness.run(program, "query", "-q", "--format", "ndjson", "--input", "ndjson", query,
                                       file.name)
    if "[E402]" in err:
        return name, None, "SKIP uses a function that is not there yet"
    if status != 0:
        return name, f"{query}\nstatus {status}: {err.strip()}", None
    wanted = [json.loads(line) for line in expected.splitlines() if line.strip()]
    actual = harness.rows_of(out)
    if wanted != actual:
        return name, f"{query}\nexpected {json.dumps(wanted)}\nactual   {json.dumps(actual)}", None
    return name, None, None


def documented_queries():
    """Yield (name, words of the fence, query)."""
    folders = [harness.ROOT / "docs", harness.ROOT / "detections"]
    for path in [harness.ROOT / "README.md", *(p for f in folders for p in sorted(f.rglob("*.md")))]:
        text = path.read_text() if path.exists() else ""
        for m in FENCE.finditer(text):
            line = text.count("\n", 0, m.start()) + 1
            yield f"{path.relative_to(harness.ROOT)}:{line}", m[1].split(), m[2]


def run_documented(program, documented):
    name, words, query = documented
    events = harness.ROOT / "examples/telemetry" if "rows" in words else HERE / "events.ndjson"
    status, out, err = harness.run(program, "query", "--format", "ndjson", query, events)
    if "error" in words:
        return name, None if status == 2 else f"{query}\naccepted, although the fence says error", None
    if "rows" in words and status == 0 and not out.strip():
        return name, f"{query}\nno rows in examples/telemetry", None
    warned = [line for line in err.splitlines() if "warning" in line]
    problem = f"{query}\nstatus {status}: {err.strip()}" if status != 0 or warned and "warning" not in words else None
    return name, problem, None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    results = harness.in_parallel(lambda e: run_example(program, e), list(function_examples(program)))
    results += harness.in_parallel(lambda d: run_documented(program, d), list(documented_queries()))
    harness.report(harness.expect(results, harness.known_failures(__file__)))


main()
