#!/usr/bin/env python3
"""run.py PROGRAM|reference [CASE…] - the worked examples of the public language documentation, as tests.

The cases are not part of the project: they are read from <shared>/data/conformance, where <shared>
is $COUNTERSIGN_SHARED or the folder `shared` beside the checkout. Without it the test is skipped.
A case that calls a function which is not there yet is skipped, one that is listed in exceptions.txt
has to fail, and a doubtful one is reported only. How rows compare is described beside the cases.

With the word `reference` it is the reference evaluator (tests/reference) that is judged: what judges
the program in turn has to be right itself.
"""
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "reference")]
import evaluate
import harness
from event import Event

FIRST_MS = 1_700_000_000_000
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")
# Data that has to be bought or fetched; a case with it can only show that the query is accepted.
OUTSIDE = {"ioc", "geoip"}
NOT_THERE = re.compile(r"(\S+)\(\) is not implemented yet")


def exceptions(program):
    name = "reference_exceptions.txt" if program == "reference" else "exceptions.txt"
    lines = (HERE / name).read_text().splitlines()
    return dict(line.split(maxsplit=1) for line in lines if line and not line.startswith("#"))


def equal(expected, actual, tolerance):
    if expected == actual:
        return True
    if not NUMBER.fullmatch(expected) or not NUMBER.fullmatch(actual):
        return False
    decimals = len(expected.partition(".")[2]) if "e" not in expected.lower() else 0
    allowed = max(0.5 * 10 ** -decimals if decimals else 0, 1e-9 * abs(float(expected)))
    if tolerance:
        allowed = tolerance * abs(float(expected))
    return abs(float(expected) - float(actual)) <= allowed


def compare(case, actual):
    """None when the rows are right, else what is wrong."""
    def fits(e, a):
        return all(k in a and equal(v, a[k], case.get("tolerance")) for k, v in e.items())

    expected = case["expected"]
    shown = "".join(f"\n  {json.dumps(row, ensure_ascii=False)}" for row in actual[:6])
    if len(expected) != len(actual):
        return f"{len(actual)} rows instead of {len(expected)}:{shown}"
    if case["order_significant"]:
        wrong = [e for e, a in zip(expected, actual) if not fits(e, a)]
    else:
        wrong = unmatched(expected, actual, fits)
    return f"missing: {json.dumps(wrong[0], ensure_ascii=False)}\nactual:{shown}" if wrong else None


def unmatched(expected, actual, fits):
    """Rows left over by the best pairing (augmenting paths)."""
    owner = {}

    def place(i, seen):
        for j, row in enumerate(actual):
            if j not in seen and fits(expected[i], row):
                seen.add(j)
                if j not in owner or place(owner[j], seen):
                    owner[j] = i
                    return True
        return False

    return [row for i, row in enumerate(expected) if not place(i, set())]


def events_of(case):
    return [{"@timestamp": str(FIRST_MS + i), **event} for i, event in enumerate(case["input"])]


def called(query):
    """Names that stand before a parenthesis, outside of strings and comments."""
    bare = re.sub(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/', '""', query, flags=re.S)
    return {name.lower() for name in re.findall(r"([A-Za-z_]\w*(?::[A-Za-z]\w*)*)\s*\(", bare)}


def run_reference(case):
    for name in sorted(called(case["query"]) - set(evaluate.CALLABLE)):
        return f"{name}() is not implemented yet"
    events = [Event(event, (i,), record=event) for i, event in enumerate(events_of(case))]
    try:
        return compare(case, evaluate.Query(case["query"], case.get("files")).run(events))
    except (evaluate.Reject, evaluate.Wrong) as error:
        return str(error)


def run_case(program, case):
    if program == "reference":
        return run_reference(case)
    with tempfile.TemporaryDirectory(prefix="conformance-") as name:
        folder = pathlib.Path(name)
        (folder / "lookup").mkdir()
        for file, text in case.get("files", {}).items():
            (folder / "lookup" / file).write_text(text)
        (folder / "events.ndjson").write_text("".join(json.dumps(e) + "\n" for e in events_of(case)))
        options = ["--lookup-dir", folder / "lookup"]
        for key, value in case.get("params", {}).items():
            options += ["--param", f"{key}={value}"]
        if case.get("interval"):
            start, end = case["interval"].values() if isinstance(case["interval"], dict) else case["interval"]
            options += ["--from", start, "--to", end]
        status, out, err = harness.run(program, "query", "--format", "ndjson", "-q", *options, case["query"],
                                       folder / "events.ndjson")
    if status != 0:
        return f"status {status}: {err.strip()}"
    return compare(case, harness.rows_of(out))


def judge(program, case, excepted):
    name = case["name"]
    if OUTSIDE & set(case["needs"]):
        return name, None, "SKIP needs outside data"
    problem = run_case(program, case)
    if missing := NOT_THERE.search(problem or ""):
        return name, None, f"SKIP {missing[1]}() is not there yet"
    if case.get("suspect"):
        return name, None, f"SKIP doubtful, {'differs' if problem else 'agrees'}"
    if name in excepted:
        return name, None if problem else "passes now: remove it from the exceptions", None
    return name, problem and f"{case['query']}\n{problem}", None


def main():
    program = sys.argv[1] if sys.argv[1] == "reference" else str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "conformance").is_dir():
        harness.skip_all("no conformance cases here: set COUNTERSIGN_SHARED")
    cases = [json.loads(path.read_text()) for path in sorted((data / "conformance").glob("*.json"))]
    cases = [case for case in cases if not sys.argv[2:] or case["name"] in sys.argv[2:]]
    excepted = exceptions(program)
    harness.report(harness.in_parallel(lambda case: judge(program, case, excepted), cases))


main()
