#!/usr/bin/env python3
"""run.py PROGRAM - the detections that come with countersign pass their tests, and the tests prove it.

Every pack has a query that the linter likes, tests that pass, conditions that are all covered and no mutant that goes
unnoticed. Baselines over public samples are skipped, and say so, when the samples are not at hand.
"""
import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness


def lint(program, pack):
    yaml = (pack / "pack.yaml").read_text().splitlines()
    query = next(line.split(":", 1)[1].strip() for line in yaml if line.startswith("query:"))
    status, out, err = harness.run(program, "lint", "-L", pack, pack / query)
    return f"{pack.name} is free of problems", f"{out.decode()}{err}" if status else None, None


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    packs = sorted(path.parent for path in harness.ROOT.glob("detections/*/pack.yaml"))
    samples = harness.shared_data()
    env = {"COUNTERSIGN_SHARED": str(samples.parent)} if samples else {}
    results = [lint(program, pack) for pack in packs]
    status, out, err = harness.run(program, "test", "--coverage", "--mutate", "--min-tests", "5", "--format", "json",
                                   harness.ROOT / "detections", env=env)
    points = json.loads(out) if status in (0, 1) else []
    for point in points:
        results.append((f"{point['pack']}/{point['name']}", point["detail"] if point["state"] == "failed" else None,
                        f"SKIP {point['detail']}" if point["state"] == "skipped" else None))
    expected = 1 if any(point["state"] == "failed" for point in points) else 0
    results.append(("exit status", None if status == expected and points else f"{status}\n{err}", None))
    harness.report(results)


main()
