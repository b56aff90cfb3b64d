#!/usr/bin/env python3
"""compare.py PROGRAM - public event logs, read by the program and by libevtx's evtxexport: equal values.

Events are compared as the leaves of their XML, in order: path, attribute or text. Spelling that
differs and means the same is levelled: the case of GUIDs, leading zeros of 0x numbers, zeros behind
the seventh decimal of a time, blanks round a text, an empty text and none. Where libevtx itself is
wrong, the event is left out and counted: it rejects files with events without a template, stops at a
damaged record, and writes XML that is not well-formed for some events. Skipped without evtxexport
(Debian: libevtx-utils) or the logs.
"""
import collections
import csv
import pathlib
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

GUID = re.compile(r"\{[0-9A-Fa-f-]{36}\}")
HEX = re.compile(r"0x0*([0-9a-f]+)")
TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z")
EVENT = re.compile(rb"<Event[ >].*?</Event>", re.S)


def level(text):
    """One spelling of what means the same."""
    text = "".join(text.split())
    text = re.sub(r"[\x00-\x1f\ufffd]|&#\d+;", "", text)
    text = GUID.sub(lambda m: m[0].lower(), text)
    text = HEX.sub(lambda m: "0x" + m[1], text)
    return TIME.sub(lambda m: m[1] + (m[2] or ".").rstrip("0"), text)


def leaves(element, path=""):
    """(path, value) of texts and attributes that are not empty."""
    here = f"{path}/{element.tag.split('}')[-1]}"
    values = [(f"{here}@{name}", level(value)) for name, value in element.attrib.items()]
    values.append((here, level(element.text or "")))
    for child in element:
        values += leaves(child, here)
    return [(name, value) for name, value in values if value]


def read_events(texts):
    """{record id: leaves} of the events that are well-formed; of several with one id the first."""
    events = {}
    for text in texts:
        try:
            found = leaves(ElementTree.fromstring(text))
        except ElementTree.ParseError:
            continue
        record = next((v for name, v in found if name == "/Event/System/EventRecordID"), None)
        events.setdefault(record, found)
    return events


def judge(program, path):
    """(what differs or None, events compared)."""
    done = subprocess.run(["evtxexport", "-f", "xml", path], capture_output=True, timeout=300)
    theirs = read_events(EVENT.findall(done.stdout))
    status, out, err = harness.run(program, "query", "-q", "-F", "ndjson", "select(@rawstring)", path)
    if status != 0:
        return f"status {status} {err[-300:]}", 0
    ours = read_events(row["@rawstring"] for row in harness.rows_of(out))
    for record in theirs.keys() & ours.keys():
        if theirs[record] != ours[record]:
            left, right = collections.Counter(theirs[record]), collections.Counter(ours[record])
            return f"record {record}: theirs {list(left - right)[:3]}, ours {list(right - left)[:3]}", 0
    lost = theirs.keys() - ours.keys()
    return f"records {sorted(lost)[:5]} are missing" if lost else None, len(theirs)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not shutil.which("evtxexport"):
        harness.skip_all("no evtxexport here: install libevtx-utils")
    if not data or not (data / "windows/MANIFEST.tsv").is_file():
        harness.skip_all("no public event logs here: set COUNTERSIGN_SHARED")
    with open(data / "windows/MANIFEST.tsv", newline="") as file:
        rows = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                if row["file"].endswith(".evtx") and row["non_template_records"] == "0"]
    verdicts = harness.in_parallel(lambda row: judge(program, data / "windows" / row["file"]), rows)
    results = [(row["file"], problem, None) for row, (problem, _) in zip(rows, verdicts)]
    compared = sum(n for _, n in verdicts)
    results.append((f"{compared} events were compared", None if compared > 5000 else "too few", None))
    harness.report(results)


main()
