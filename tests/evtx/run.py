#!/usr/bin/env python3
"""run.py PROGRAM - public event logs give the events that they are known to hold, and their values.

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
# Has a text in its second element of the name only.
REPEATED = {"UserData.CertGetCertificateChain.CertificateChain.ChainElement.RevocationInfo.RevocationResult"}
CHECKSUM = "a checksum differs; what it covers was read all the same"
CAPI2 = "parser-samples/E_Windows_system32_winevt_logs_Microsoft-Windows-CAPI2-Operational.evtx"
SHADOW = CAPI2.replace("E_Windows_", "E_ShadowCopy6_windows_")
PIPE = "to-mitre/ID800-4103-Interactive_PipeShell_over_named_pipe_server_and_client_.evtx"
WIRE = "UserData.CryptRetrieveObjectByUrlWire.AdditionalInfo.HTTPResponseHeadersInfo.Header[3]"
CACHE = "UserData.CryptRetrieveObjectByUrlCache.CacheInfo.URLCacheResponseInfo.eTag"
# What a reader can get wrong: (title, file, query, values of the rows, what stderr says).
TRAPS = [
    ("records without a template", "to-mitre/ID4622-New_SSP_loaded_in_LSA_only_legitim_.evtx",
     "EventID=4622 SecurityPackageName=/Kerberos$/ | groupBy([Channel, SecurityPackageName])",
     [["Security", "C:\\Windows\\system32\\kerberos.DLL : Kerberos", "42"]], ""),
    ("an entity in an attribute", CAPI2, f'EventRecordID=25 | select("{CACHE}")', [['"ea9ee7b1bc43d21:0"']], ""),
    ("an entity in a text, in one of several elements", SHADOW,
     f'EventRecordID=485 | select("{WIRE}")',
     [['Via: 1.1 ["web-proxy.shieldbase.lan"] (squid/3.5.27)']], ""),
    ("elements and attributes of UserData, a value that is XML", CAPI2,
     'EventID=81 | groupBy(["UserData.WinVerifyTrust.Result.value"], function=count(as=n))', [["0", "8"]], ""),
    ("records left over behind the free-space offset", "to-mitre/ID1151-Defender_health_status.evtx",
     "stats([count(as=n), min(EventRecordID, as=first)])", [["455", "4"]], ""),
    ("slots that are empty", "parser-samples/sample-with-irregular-bool-values.evtx", "count()", [["3028"]], ""),
    ("a chunk without its magic", "parser-samples/sample_with_a_bad_chunk_magic.evtx",
     "EventID=325 | count()", [["298"]], "5 records could not be read"),
    ("what is no chunk", "parser-samples/sysmon.evtx", "count()", [["358"]], "no chunk of an event log"),
    ("a record of no size", "parser-samples/sample-with-zero-data-size-event.evtx", "count()", [["449"]],
     "byte 6176: record is damaged"),
    ("a file without checksums", "parser-samples/Application_no_crc32.evtx", "count()", [["17"]], ""),
    ("a checksum that differs", "parser-samples/security_bad_string_cache.evtx", "count()", [["2261"]], CHECKSUM),
    ("an optional value that is null", "parser-samples/system.evtx", "UserID!=* | count()", [["435"]], ""),
    ("Data without names", PIPE, "EventID=800 Data2=/DetailSequence=1/ Data4!=* | count()", [["13"]], ""),
    ("a control character", "parser-samples/security_bad_string_cache.evtx",
     "LockoutThreshold=* LockoutThreshold!=/\\d/ | select([LockoutThreshold, MinPasswordAge])",
     [["\3", "\3"], ["", ""], ["-", "-"]], CHECKSUM),
    ("a query of Falcon's names", CAPI2, "#event_simpleName=SignInfoWithContext | groupBy([SignatureState])",
     [["valid", "8"]], ""),
]


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


def judge_trap(program, folder, trap):
    """What is wrong with the answer to a query, or None."""
    _, file, query, rows, says = trap
    status, out, err = harness.run(program, "query", "-F", "ndjson", query, folder / file)
    got = [list(row.values()) for row in harness.rows_of(out)]
    if status != 0 or (says not in err if says else err):
        return f"status {status}, {err}"
    return None if got == rows else f"{got}, not {rows}"


def judge_hunt(program, folder):
    """A folder of logs is hunted like any other; what is wrong, or None."""
    status, out, err = harness.run(program, "hunt", "-q", "--pack", harness.ROOT / "detections", "-F", "ndjson",
                                   folder / "attack-samples")
    found = [row.get("ImageFileName") for row in harness.rows_of(out)]
    if status != 1 or "C:\\Users\\bouss\\Downloads\\samir.exe" not in found:
        return f"status {status}, {found}, {err[-300:]}"
    return None


def judge_xml(program, path):
    """An event's XML text, read as such, gives the event's fields; what is wrong, or None."""
    texts = rows(program, "select(@rawstring)", path)
    events = rows(program, "*", path)
    xml = "".join(row["@rawstring"] + "\n" for row in texts).encode()
    status, out, err = harness.run(program, "query", "-q", "-F", "ndjson", "--input", "winxml", "*", stdin=xml)
    back = harness.rows_of(out)
    if status != 0 or len(back) != len(events):
        return f"{len(back)} events, not {len(events)}; {err[-300:]}"
    for event, again in zip(events, back):
        if level(event) != level(again):
            return f"record {event['EventRecordID']}: {dict(level(event) ^ level(again))}"
    return None


def rows(program, query, path):
    return harness.rows_of(harness.run(program, "query", "-q", "-F", "ndjson", query, path)[1])


def level(event):
    """Fields that both ways of reading tell alike: XML has no control characters; it reads every
    element as a text, though most that have attributes are empty, and only the first of a name."""
    return {(name, re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "\ufffd", value).strip())
            for name, value in event.items() if value.strip() and not name.endswith("]") and name not in REPEATED}


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    data = harness.shared_data()
    if not data or not (data / "windows/MANIFEST.tsv").is_file():
        harness.skip_all("no public event logs here: set COUNTERSIGN_SHARED")
    with open(data / "windows/MANIFEST.tsv", newline="") as file:
        manifest = [row for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
                    if row["file"].endswith(".evtx")]
    problems = harness.in_parallel(
        lambda entry: judge_counts(program, data / "windows" / entry["file"], entry), manifest)
    results = [(f"{entry['file']}: events by id", problem, None) for entry, problem in zip(manifest, problems)]
    problems = harness.in_parallel(lambda entry: judge_xml(program, data / "windows" / entry["file"]), manifest)
    results += [(f"{entry['file']}: as XML", problem, None) for entry, problem in zip(manifest, problems)]
    results += [(trap[0], judge_trap(program, data / "windows/evtx", trap), None) for trap in TRAPS]
    results.append(("a hunt in a folder", judge_hunt(program, data / "windows/evtx"), None))
    harness.report(results)


main()
