#!/usr/bin/env python3
"""run.py PROGRAM - public Windows events in JSON: every record is read, and what is said of signatures is told.

The events are not part of the project: they are read from <shared>/data/windows/json (see
tests/conformance/run.py for where that is). Python counts the records and Sysmon's words about signatures
on its own; the program must find the same. Prints TAP.
"""
import collections
import json
import pathlib
import sys
import zipfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

# Signed and SignatureStatus, as they occur, and what they are to become.
STATES = {("true", "Valid"): "valid", ("false", "Unavailable"): "unsigned"}
SIGNED_EVENTS = ("6", "7")


def texts_of(path):
    """The bytes of a file, or of each member of an archive."""
    if path.suffix != ".zip":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as archive:
        return [archive.read(name) for name in archive.namelist()
                if not name.startswith("__MACOSX/") and not name.endswith("/")]


def events_of(path):
    for text in texts_of(path):
        for line in text.splitlines():
            if line.strip():
                yield json.loads(line)


def data_of(event):
    """Fields of the event; Azure keeps them as text."""
    data = event.get("EventData")
    return {**event, **json.loads(data)} if isinstance(data, str) else event


def is_sysmon(event):
    return event.get("Channel", "").lower() == "microsoft-windows-sysmon/operational"


def expected(path):
    """(number of records, {(event id, state): count}) by another reader than the program's."""
    n, states = 0, collections.Counter()
    for event in events_of(path):
        n += 1
        if is_sysmon(event) and str(event["EventID"]) in SIGNED_EVENTS:
            data = data_of(event)
            states[str(event["EventID"]), STATES[data["Signed"], data["SignatureStatus"]]] += 1
    return n, states


def query(program, path, text):
    status, out, err = harness.run(program, "query", "-F", "ndjson", text, path)
    return harness.rows_of(out), f"status {status}: {err}" if status != 0 or "could not be read" in err else None


def judge(program, path):
    """What is wrong with how a file is read, or None."""
    n, states = expected(path)
    rows, problem = query(program, path, "count()")
    if problem or rows[0]["_count"] != str(n):
        return problem or f"{rows[0]['_count']} events, not {n}"
    rows, problem = query(program, path, "SignatureState=* SignInfoSource=sysmon "
                                         "| groupBy([EventID, SignatureState], limit=max)")
    got = collections.Counter({(row["EventID"], row["SignatureState"]): int(row["_count"]) for row in rows})
    if problem or got != states:
        return problem or f"states {dict(got)}, not {dict(states)}"
    rows, problem = query(program, path, "@timestamp!=* OR aid!=* OR ComputerName!=* | count()")
    if problem or rows[0]["_count"] != "0":
        return problem or f"{rows[0]['_count']} events without time or host"
    return None


def judge_hunt(program, path):
    """Benign signatures give no finding."""
    status, out, err = harness.run(program, "hunt", "-F", "ndjson", path, cwd=harness.ROOT)
    return None if status == 0 and not out else f"status {status}: {out.decode()[:500]}{err[-300:]}"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "windows/json").is_dir():
        harness.skip_all("no public events: set COUNTERSIGN_SHARED")
    paths = sorted((data / "windows/json").iterdir())
    results = [(f"read {path.name}", judge(program, path), None) for path in paths]
    results += [(f"hunt {path.name}", judge_hunt(program, path), None) for path in paths]
    harness.report(results)


if __name__ == "__main__":
    main()
