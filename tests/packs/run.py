#!/usr/bin/env python3
"""run.py PROGRAM [PACK…] - run the tests of detections: events in, findings out. Prints TAP.

A test is one file, `detections/<pack>/tests/<name>.test`:

    # What it shows, in a sentence.
    --- events
    {"event_simpleName":"ProcessRollup2", …}      one record a line, as the sensor writes it
    --- findings
    {"SignatureState":"revoked", …}               one line a finding, in order; fields that
                                                  are not named may hold anything
The whole detection runs over the events, by way of `countersign hunt`. No findings: the section is left out.
A field with the value null must be missing. Every pack has tests, and a query that the linter likes.
"""
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def sections(path):
    found, name = {}, None
    for line in path.read_text().splitlines():
        if line.startswith("--- "):
            name = line[4:].strip()
            if name not in ("events", "findings") or name in found:
                sys.exit(f"{path}: section '{name}'")
            found[name] = []
        elif name and line.strip():
            found[name].append(line)
    if "events" not in found:
        sys.exit(f"{path}: no events")
    return found


def hunt(program, pack, events):
    env = {**os.environ, "NO_COLOR": "1", "TZ": "UTC", "COUNTERSIGN_NOW": "1700000000000"}
    done = subprocess.run([program, "hunt", "--pack", pack, "--format", "ndjson"], input="\n".join(events) + "\n",
                          capture_output=True, text=True, env=env, timeout=30)
    return done, [json.loads(line) for line in done.stdout.splitlines()]


def difference(expected, actual, done):
    if done.returncode != (1 if expected else 0):
        return f"exit status {done.returncode}\n{done.stderr}"
    if len(expected) != len(actual):
        return f"{len(actual)} findings, {len(expected)} expected\n{done.stdout}"
    for n, (want, have) in enumerate(zip(expected, actual), 1):
        for field, value in want.items():
            if have.get(field) != value:
                return f"finding {n}: {field} is {have.get(field)!r}, {value!r} expected\n{done.stdout}"
    return ""


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    packs = [pathlib.Path(p) for p in sys.argv[2:]] or sorted(p.parent for p in ROOT.glob("detections/*/pack.yaml"))
    tests = [(pack, path) for pack in packs for path in sorted(pack.glob("tests/*.test"))]
    print(f"1..{len(tests) + 2 * len(packs)}")
    number = 0
    for pack in packs:
        number += 1
        own = [path for p, path in tests if p == pack]
        print(f"{'ok' if own else 'not ok'} {number} - {pack.name} has tests")
        number += 1
        lint = subprocess.run([program, "lint", pack / "detection.cql"], capture_output=True, text=True)
        print(f"{'not ok' if lint.returncode else 'ok'} {number} - {pack.name} is free of problems")
        print("".join(f"# {line}\n" for line in lint.stdout.splitlines() + lint.stderr.splitlines()), end="")
    for pack, path in tests:
        number += 1
        found = sections(path)
        done, actual = hunt(program, pack, found["events"])
        text = difference([json.loads(line) for line in found.get("findings", [])], actual, done)
        print(f"{'not ok' if text else 'ok'} {number} - {pack.name}/{path.stem}")
        print("".join(f"# {line}\n" for line in text.splitlines()), end="")


if __name__ == "__main__":
    main()
