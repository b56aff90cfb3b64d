#!/usr/bin/env python3
"""run.py FAULTY_PROGRAM [--all] - the Nth allocation fails, for every N.

Each command of COMMANDS runs once to count its allocations, then once for every N (without --all a
sample when there are many). Whatever N: the program ends by itself, either with status 2 and a
message, or with the answer it gives when nothing fails. A crash, a hang, a leak (in a build with
sanitizers), or a different answer that claims success is a failure.
"""
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

SAMPLE = 60
EVENTS = harness.ROOT / "tests/examples/events.ndjson"
PACK = harness.ROOT / "detections/T1036.001-invalid-code-signature"
QUERY = ["query", "-q", "--threads", "1", "--format"]
COMMANDS = {
    "filter": [*QUERY, "ndjson", "SignInfoFlags=/^2/ | x := lower(ImageFileName)", EVENTS],
    "groupBy": [*QUERY, "csv", "groupBy([aid], function=[count(), collect(UserName), max(SignInfoFlags)])"
                " | sort(_count)", EVENTS],
    "case": [*QUERY, "table", "case { UserName=alice | a := 1; * | a := 2 } | table([a, aid])", EVENTS],
    "verify": ["verify", "--threads", "1", "--format", "ndjson",
               *(harness.ROOT / "tests/fuzz/corpus/pe" / name for name in ("behind", "nested", "pages"))],
    "printer": ["fmt", HERE / "query.cql"],
    "hunt": ["hunt", "-q", "--threads", "1", "--pack", PACK, EVENTS],
    "test": ["test", "-q", "--coverage", "--mutate", HERE / "pack"],
    "diff": ["diff", "-q", HERE / "query.cql", PACK / "detection.cql", EVENTS],
    "joins": [*QUERY, "ndjson", "--enrich", "event_simpleName=ClassifiedModuleLoad", HERE / "joins.ndjson"],
    "archive": [*QUERY, "ndjson", "count()", harness.ROOT / "tests/fuzz/corpus/archive/deflated"],
    # An event that there is no memory for is one that cannot be read: told, and with --strict a failure.
    "winxml": [*QUERY, "ndjson", "--strict", "*", harness.ROOT / "tests/fuzz/corpus/winxml/events"],
    "catalogue": ["functions", "--format", "json"],
    "help": ["query", "--help"],
}
SANITIZERS = {"ASAN_OPTIONS": "allocator_may_return_null=1:exitcode=99", "UBSAN_OPTIONS": "halt_on_error=1"}


def counted(program, command):
    """The answer without a fault, and how many allocations it takes."""
    with tempfile.NamedTemporaryFile() as count:
        status, out, err = harness.run(program, *command, env={**SANITIZERS, "FAULT_COUNT": count.name})
        return status, out, err, int(pathlib.Path(count.name).read_text() or 0)


def numbers(total, everything):
    if everything or total <= SAMPLE:
        return range(1, total + 1)
    # The first ones, where most is set up, and the rest evenly.
    return sorted({*range(1, SAMPLE // 2), *range(SAMPLE // 2, total + 1, max(1, 2 * total // SAMPLE)), total})


def judge(program, command, n, expected):
    status, out, err = harness.run(program, *command, env={**SANITIZERS, "FAULT_ALLOCATION": str(n)})
    if status == 2 and err.strip() and "Sanitizer" not in err:
        return None
    if (status, out) == expected and "Sanitizer" not in err:
        return None
    return f"allocation {n}: status {status}\n{err.strip()[-1500:]}"


def main():
    program, everything = str(pathlib.Path(sys.argv[1]).resolve()), "--all" in sys.argv
    results = []
    for name, command in COMMANDS.items():
        status, out, err, total = counted(program, command)
        if status not in (0, 1):
            results.append((name, f"status {status} without a fault: {err.strip()}", None))
            continue
        problems = [p for p in harness.in_parallel(
            lambda n: judge(program, command, n, (status, out)), numbers(total, everything)) if p]
        results.append((name, "\n".join([f"of {total}:", *problems[:5]]) if problems else None, None))
    harness.report(harness.expect(results, harness.known_failures(__file__)))


main()
