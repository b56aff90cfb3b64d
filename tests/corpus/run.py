#!/usr/bin/env python3
"""run.py PROGRAM - queries that people published are read, and run without a crash.

The queries are not part of the project: they are read from <shared>/data/queries (see
tests/conformance/run.py for where that is). One that BROKEN.tsv does not name has to parse; whether it
then runs or lacks a function, a file or a saved query does not matter here. Every parameter is bound
to `*`. A query that is known not to parse stands in exceptions.txt with the reason.
"""
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


def listed(path):
    """First words of the lines, but for a heading and comments."""
    lines = path.read_text().splitlines()
    return {line.split()[0] for line in lines if line.strip() and not line.startswith(("#", "file\t"))}


def judge(program, path, broken):
    text = path.read_text(errors="surrogateescape")
    options = [o for name in sorted(set(PARAMETER.findall(text))) for o in ("--param", f"{name}=*")]
    status, _, err = harness.run(program, "query", "-q", "--format", "ndjson", *options, "-f", path, EVENTS)
    if status not in (0, 2) or "Sanitizer" in err or "runtime error" in err:
        return f"{path.name}: status {status} {err[-300:]}"
    errors = PARSE_ERROR.findall(err)
    if errors and path.name not in broken:
        return f"{path.name}: does not parse: {err.strip()[:300]}"
    return None


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "queries").is_dir():
        harness.skip_all("no published queries here: set COUNTERSIGN_SHARED")
    broken = listed(data / "queries/BROKEN.tsv") | listed(HERE / "exceptions.txt")
    paths = sorted((data / "queries").glob("*.cql"))
    verdicts = harness.in_parallel(lambda path: judge(program, path, broken), paths)
    results = []
    for start in range(0, len(paths), GROUP):
        problems = [v for v in verdicts[start:start + GROUP] if v]
        results.append((f"{paths[start].name} and the {len(paths[start:start + GROUP])} from it on",
                        "\n".join(problems) or None, None))
    harness.report(results)


main()
