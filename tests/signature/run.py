#!/usr/bin/env python3
"""run.py PROGRAM - verify public programs and compare with what is known of them.

The samples are not part of the project: shared_data()/pe with its MANIFEST.tsv. Without them the test
is skipped, and says so. A file whose verdict needs Microsoft's roots is judged only when
COUNTERSIGN_ROOTS names them; until then it must at least not be worse than untrusted. Findings beyond
the expected ones are allowed if they are true.
"""
import csv
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

# The day for which the manifest's verdicts hold: 2026-06-30.
NOW = {"COUNTERSIGN_NOW": "1782820800000"}
# What a chain to a root that is not at hand gives instead of `valid`.
ROOTLESS = {"incomplete_chain", "untrusted_root"}
# Read by their own containers.
UNSIGNABLE = "not_signable"


def expected(row):
    findings = row["expected_findings"]
    return row["expected_verdict"], set() if findings == "-" else set(findings.replace(" ", "").split(","))


def judge(row, got, has_roots):
    """(name, problem or None, directive or None) of one file."""
    name = row["file"]
    verdict, findings = expected(row)
    if got is None:
        return name, "no result", None
    if got["verdict"] == UNSIGNABLE:
        return name, None, "SKIP no container recognises it"
    if not has_roots and verdict == "valid":
        problem = None if got["verdict"] in ROOTLESS and got["digest_ok"] and got["signature_ok"] else \
            f"{got['verdict']}, without roots {' or '.join(sorted(ROOTLESS))} is expected"
        return name, problem, "SKIP its roots are not at hand" if not problem else None
    problems = []
    if got["verdict"] != verdict:
        problems.append(f"verdict {got['verdict']}, expected {verdict}: {got['detail']}")
    if missing := findings - set(got["findings"]):
        problems.append(f"findings missing: {', '.join(sorted(missing))}")
    return name, "\n".join(problems) or None, None


def main():
    program = sys.argv[1]
    data = harness.shared_data()
    manifest = data and data / "pe" / "MANIFEST.tsv"
    if not manifest or not manifest.is_file():
        harness.skip_all("no samples: COUNTERSIGN_SHARED names no folder with data/pe/MANIFEST.tsv")
    roots = os.environ.get("COUNTERSIGN_ROOTS")
    with open(manifest, newline="", encoding="utf-8") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    files = [manifest.parent / row["file"] for row in rows]
    status, out, err = harness.run(program, "verify", "--format=ndjson", *(["--roots", roots] if roots else []),
                                   *files, env=NOW)
    got = {item["path"]: item for item in harness.rows_of(out)}
    results = [judge(row, got.get(str(path)), roots) for row, path in zip(rows, files)]
    results.append(("exit status", None if status == 1 else f"{status}, expected 1\n{err}", None))
    harness.report(results)


main()
