#!/usr/bin/env python3
"""run.py PROGRAM - evidence of a hunt gives the same findings again, and shows when it was changed. Prints TAP."""
import json
import pathlib
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

TELEMETRY = harness.ROOT / "examples/telemetry"
PACKS = ("--pack", harness.ROOT / "detections")


def hunt(program, folder, *args, stdin=b""):
    return harness.run(program, "hunt", "-q", *PACKS, "--evidence", folder, *args, stdin=stdin)


def same_again(program, temp):
    folder = temp / "same"
    status, out, err = hunt(program, folder, TELEMETRY)
    if status != 1:
        return f"hunt: status {status}: {err}"
    if (folder / "findings.ndjson").read_bytes() != out:
        return "findings.ndjson is not what hunt printed"
    manifest = json.loads((folder / "manifest.json").read_text())
    files = {str(p) for p in TELEMETRY.rglob("*") if p.is_file()}
    if {i["path"] for i in manifest["inputs"]} != files or not all(i["sha256"] for i in manifest["inputs"]):
        return f"the manifest lists {manifest['inputs']}"
    status, out, err = harness.run(program, "replay", folder)
    return None if status == 0 and not out else f"replay: status {status}: {out}{err}"


def tuning_does_not_matter(program, temp):
    """A finding that was suppressed is in the evidence, and parameters are kept."""
    folder = temp / "tuned"
    status, out, err = hunt(program, folder, "--tuning", "installers", "--param", "RareBelow=2", TELEMETRY)
    recorded = (folder / "findings.ndjson").read_bytes().splitlines()
    if status != 1 or len(recorded) <= len(out.splitlines()):
        return f"status {status}, {len(recorded)} findings recorded, {len(out.splitlines())} shown: {err}"
    status, out, err = harness.run(program, "replay", folder)
    return None if status == 0 else f"replay: status {status}: {out}{err}"


def joined_names_are_kept(program, temp):
    """Host names come from a table that is not in the evidence."""
    records = [json.loads(line) for line in (temp / "same/records.ndjson").read_text().splitlines()]
    named = [r for r in records if "ComputerName" in r]
    if not named or len(named) != len(records):
        return f"{len(named)} of {len(records)} records name their host"
    return None if all(r.get("@rawstring") for r in records) else "a record lacks its text"


def change_shows(program, temp):
    records = temp / "same/records.ndjson"
    records.write_text(records.read_text().replace('"SignInfoFlags":"526336"', '"SignInfoFlags":"524288"'))
    status, out, err = harness.run(program, "replay", temp / "same")
    return None if status == 1 and out.startswith(b"- {") else f"status {status}: {out[:200]}{err}"


def folder_must_be_new(program, temp):
    status, _, err = hunt(program, temp / "same", TELEMETRY)
    return None if status == 2 and "folder of its own" in err else f"status {status}: {err}"


def stream_is_refused(program, temp):
    status, _, err = hunt(program, temp / "stream", stdin=b"{}\n")
    return None if status == 2 and "stream" in err and not (temp / "stream").exists() else f"status {status}: {err}"


def no_evidence(program, temp):
    (temp / "other").mkdir()
    (temp / "other/manifest.json").write_text('{"params": 1}')
    status, _, err = harness.run(program, "replay", temp / "other")
    return None if status == 2 and "no manifest" in err else f"status {status}: {err}"


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    tests = (same_again, joined_names_are_kept, tuning_does_not_matter, folder_must_be_new, change_shows,
             stream_is_refused, no_evidence)
    with tempfile.TemporaryDirectory() as temp:
        harness.report([(t.__name__.replace("_", " "), t(program, pathlib.Path(temp)), None) for t in tests])


main()
