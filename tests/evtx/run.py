#!/usr/bin/env python3
"""run.py PROGRAM - public event logs give the events that they are known to hold.

The logs are not part of the project: they are read from <shared>/data/windows (see
tests/conformance/run.py for where that is), whose MANIFEST.tsv counts the events of each by id. The
manifest was made by a reader that gives up a chunk at its first damaged record, and counts that record;
of the four files with such records the events behind them are read as well, so their numbers stand here.
"""
import collections
import csv
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

# Events that can be read, and the damaged records and chunks besides.
DAMAGED = {
    "2-vss_0-Microsoft-Windows-TerminalServices-RemoteConnectionManager-Operational.evtx": (1795, 1),
    "Microsoft-Windows-LanguagePackSetup-Operational.evtx": (16, 1),
    "sample-with-zero-data-size-event.evtx": (449, 1),
    "sample_with_a_bad_chunk_magic.evtx": (298, 5),
    "sysmon.evtx": (358, 8),
}
CHECKSUM = "a checksum differs; what it covers was read all the same"


def counts_of(manifest):
    """{event id: count}, without events of which the manifest does not know the channel."""
    counts = collections.Counter()
    for channel, event_id, n in re.findall(r"(\S[^:=]*):(\d+)=(\d+)", manifest["event_counts"]):
        counts[event_id] += int(n) if channel not in "-?" else 0
    return counts


def judge_counts(program, path, manifest):
    """What is wrong with the events of a file, or None."""
    name = path.name
    status, out, err = harness.run(program, "query", "-F", "ndjson", "groupBy(EventID, limit=max)", path)
    if status != 0:
        return f"status {status} {err[-300:]}"
    got = collections.Counter({row["EventID"]: int(row["_count"]) for row in harness.rows_of(out)})
    want = counts_of(manifest)
    total, lost = DAMAGED.get(name, (int(manifest["records"]), 0))
    warned = re.search(r"(\d+) records? could not be read", err)
    if got.total() != total or (warned and int(warned[1])) != (lost or None):
        return f"{got.total()} events and {warned and warned[0]}, not {total} and {lost}"
    if want - got or (name not in DAMAGED and got.total() != sum(want.values()) + missing(manifest)):
        return f"too few {dict(want - got)}, too many {dict(got - want)}"
    return None


def missing(manifest):
    """Events without a channel."""
    return sum(int(n) for n in re.findall(r"(?:^| )[-?]:\d+=(\d+)", manifest["event_counts"]))


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "windows/MANIFEST.tsv").is_file():
        harness.skip_all("no public event logs here: set COUNTERSIGN_SHARED")
    with open(data / "windows/MANIFEST.tsv", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row["file"].endswith(".evtx")]
    problems = harness.in_parallel(
        lambda row: judge_counts(program, data / "windows" / row["file"], row), rows)
    harness.report([(row["file"], problem, None) for row, problem in zip(rows, problems)])


main()
