#!/usr/bin/env python3
"""run.py PROGRAM - queries that people published are read, and run without a crash.

The queries are not part of the project: they are read from <shared>/data/queries (see
tests/conformance/run.py for where that is). One that BROKEN.tsv does not name has to parse; no function
may be missing; and of all of them 98 in 100 have to pass the checker. Lookup files and saved queries of
packages that are not here are counted, and are no failures. A parameter is bound to `*` or, where that
is refused, to a word or a number. A query that is known not to parse stands in exceptions.txt with the
reason.
"""
import collections
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

EVENTS = harness.ROOT / "tests/examples/events.ndjson"
GROUP = 100
PARAMETER = re.compile(r'\?(?:\{\s*)?"?([A-Za-z_][\w-]*)')
PARSE_ERROR = re.compile(r"error: .*\[(E[12]\d\d)\]")
ERROR = re.compile(r"error: (.*)\[(E\d\d\d)\]")
VALUES = ("*", "high", "1")  # of parameters, one after the other
SHARE = 0.98


def listed(path):
    """First words of the lines, but for a heading and comments."""
    lines = path.read_text().splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith(("#", "file\t"))}


def kind_of(err):
    """What keeps the query from running: "", or the worst of its errors."""
    kinds = set()
    for text, code in ERROR.findall(err):
        if code == "E402":
            kinds.add("lacks a function")
        elif code == "E429":
            kinds.add("lacks a saved query")
        elif code == "E432" and "no file '" in text:
            kinds.add("lacks a file")
        else:
            kinds.add("refused")
    order = ("lacks a function", "refused", "lacks a saved query", "lacks a file")
    return next((kind for kind in order if kind in kinds), "")


def run(program, path, value):
    names = sorted(set(PARAMETER.findall(path.read_text(errors="surrogateescape"))))
    options = [o for name in names for o in ("--param", f"{name}={value}")]
    status, _, err = harness.run(program, "query", "-q", "--format", "ndjson", *options, "-f", path, EVENTS)
    return status, err


def judge(program, path, broken):
    """(what is wrong or None, kind)"""
    kind = ""
    for value in VALUES:
        status, err = run(program, path, value)
        if status not in (0, 2) or "Sanitizer" in err or "runtime error" in err:
            return f"{path.name}: status {status} {err[-300:]}", kind
        if PARSE_ERROR.findall(err) and path.name not in broken:
            return f"{path.name}: does not parse: {err.strip()[:300]}", kind
        kind = kind_of(err)
        if kind != "refused":
            break
    return (f"{path.name}: {err.strip()[:300]}" if kind == "lacks a function" else None), kind


def count(paths, verdicts, broken):
    """The counts as a comment, and what is wrong with them."""
    kinds = collections.Counter(kind for path, (_, kind) in zip(paths, verdicts) if path.name not in broken)
    total = kinds.total()
    passed = total - kinds["refused"] - kinds["lacks a function"]
    print(f"# {total} queries, {len(paths) - total} more are none: {passed} pass the checker "
          f"({100 * passed / total:.2f} %), {kinds['refused']} are refused, {kinds['lacks a function']} lack a "
          f"function; of those that pass {kinds['lacks a saved query']} lack a saved query, "
          f"{kinds['lacks a file']} a file")
    return None if passed >= SHARE * total else f"only {passed} of {total} pass the checker"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "queries").is_dir():
        harness.skip_all("no published queries here: set COUNTERSIGN_SHARED")
    broken = listed(data / "queries/BROKEN.tsv") | listed(HERE / "exceptions.txt")
    paths = sorted((data / "queries").glob("*.cql"))
    verdicts = harness.in_parallel(lambda path: judge(program, path, broken), paths)
    results = [("98 in 100 pass the checker", count(paths, verdicts, broken), None)]
    for start in range(0, len(paths), GROUP):
        problems = [v for v, _ in verdicts[start:start + GROUP] if v]
        results.append((f"{paths[start].name} and the {len(paths[start:start + GROUP])} from it on",
                        "\n".join(problems) or None, None))
    harness.report(results)


main()
