#!/usr/bin/env python3
"""run.py PROGRAM - lookups in other records: what is told is what a plain join tells.

Events of a few hosts are made with what tells of their users and processes: several records of one
key with different times, records that are missing, fields that are missing or empty. A join in
Python says what must come out, and does, whatever the threads, the files and their order, with
and without prefilter; from a stream with the records in a file.
"""
import gzip
import json
import pathlib
import random
import sys
import tempfile
import zipfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

SEED, HOSTS, PROCESSES, LOADS = 7, 5, 60, 1500
KNOWN = {"S-1-5-18": "SYSTEM"}
GIVEN = ["ComputerName", "UserSid", "UserName", "CommandLine", "ParentBaseFileName"]
PADDING = "x" * 300


def make_events(rng):
    """All records, in no particular order."""
    records = []
    for host in range(HOSTS):
        aid = f"a{host}"
        for n in range(rng.randrange(3)):
            records.append({"aid": aid, "ComputerName": f"host-{host}-{n}", "_time": f"{1700000000 + rng.randrange(9)}"})
        for user in range(6):
            for n in range(rng.randrange(4)):
                records.append({"event_simpleName": "UserIdentity", "aid": aid, "UserSid": f"S-1-5-21-{user}",
                                "UserName": f"user{user}.{n}", "timestamp": str(1700000000000 + rng.randrange(3))})
        for process in range(PROCESSES):
            for n in range(rng.choice((0, 1, 1, 2))):
                record = {"event_simpleName": rng.choice(("ProcessRollup2", "SyntheticProcessRollup2")), "aid": aid,
                          "TargetProcessId": str(process), "timestamp": str(1700000000000 + rng.randrange(3))}
                for name, value in (("CommandLine", f"p{process}.exe /{n}"), ("ParentBaseFileName", "cmd.exe"),
                                    ("UserSid", rng.choice(("S-1-5-18", f"S-1-5-21-{rng.randrange(8)}")))):
                    if rng.random() < 0.9:
                        record[name] = rng.choice((value, value, value, "")) if name == "CommandLine" else value
                records.append(record)
    for user in range(6, 8):
        records.append({"UserSid_readable": f"S-1-5-21-{user}", "UserName": f"domain{user}", "_time": "1700000000"})
    for n in range(LOADS):
        record = {"event_simpleName": "ClassifiedModuleLoad", "aid": f"a{rng.randrange(HOSTS)}", "Id": str(n),
                  "TargetProcessId": str(rng.randrange(PROCESSES)), "timestamp": "1700000009000", "Padding": PADDING}
        if rng.random() < 0.1:
            record["CommandLine"] = "its own"
        records.append(record)
    rng.shuffle(records)
    return records


def newest(records, key_of, fields):
    """{key: fields} of the newest record of each key; of one time, the last by bytes."""
    table = {}
    for record in records:
        key = key_of(record)
        if key is None:
            continue
        time = int(record.get("timestamp") or int(record["_time"]) * 1000)
        values = tuple((name in record, record.get(name, "")) for name in fields)
        if key not in table or (time, values) > table[key][0]:
            table[key] = ((time, values), {name: record[name] for name in fields if name in record})
    return {key: values for key, (_, values) in table.items()}


def expected_rows(records):
    """What each module load is, by its Id."""
    def is_process(r):
        return r.get("event_simpleName") in ("ProcessRollup2", "SyntheticProcessRollup2")

    def user_key(r):
        if r.get("event_simpleName", "UserIdentity") != "UserIdentity" or "UserName" not in r:
            return None
        return r.get("aid", ""), r.get("UserSid") or r["UserSid_readable"]

    processes = newest(records, lambda r: (r["aid"], r["TargetProcessId"]) if is_process(r) else None,
                       ("UserSid", "CommandLine", "ParentBaseFileName"))
    users = newest(records, user_key, ("UserName",))
    hosts = newest(records, lambda r: r["aid"] if "event_simpleName" not in r and "ComputerName" in r else None,
                   ("ComputerName",))
    rows = {}
    for record in records:
        if record.get("event_simpleName") != "ClassifiedModuleLoad":
            continue
        row = {**processes.get((record["aid"], record["TargetProcessId"]), {}), **record}
        row = {**hosts.get(record["aid"], {}), **row}
        sid = row.get("UserSid")
        user = users.get((record["aid"], sid)) or users.get(("", sid)) or {}
        if "UserName" not in row and (user or sid in KNOWN):
            row["UserName"] = user.get("UserName") or KNOWN[sid]
        rows[row["Id"]] = {name: row[name] for name in GIVEN if name in row}
    return rows


def lay_down(folder, records):
    """{name: (paths, stdin, options)}: the same records in many shapes."""
    lines = [json.dumps(record).encode() + b"\n" for record in records]
    backwards = b"".join(reversed(lines))
    for name in ("many", "gzip"):
        (folder / name).mkdir()
    (folder / "one.ndjson").write_bytes(b"".join(lines))
    (folder / "backwards.ndjson").write_bytes(backwards)
    for i in range(7):
        (folder / f"many/{i}").write_bytes(b"".join(lines[i::7]))
        (folder / f"gzip/{9 - i}.gz").write_bytes(gzip.compress(b"".join(lines[i::7]), 1))
    with zipfile.ZipFile(folder / "all.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x/a.json", b"".join(lines[::2]))
        archive.writestr("x/b.json", b"".join(lines[1::2]))
    told = [line for line, record in zip(lines, records) if record.get("event_simpleName") != "ClassifiedModuleLoad"]
    (folder / "told.ndjson").write_bytes(b"".join(told))
    shapes = {name: ([folder / path], b"", ["--enrich"]) for name, path in
              (("one file", "one.ndjson"), ("backwards", "backwards.ndjson"), ("many files", "many"),
               ("gzip", "gzip"), ("a zip archive", "all.zip"))}
    shapes["a stream"] = (["-"], b"".join(lines), ["--lookup", folder / "told.ndjson"])
    return shapes


def ask(program, query, shape, more):
    paths, stdin, options = shape
    status, out, err = harness.run(program, "query", *options, *more, query, *paths, stdin=stdin)
    if status != 0:
        return None, f"exit {status}: {err}"
    return {row["Id"]: {name: row[name] for name in GIVEN if name in row} for row in harness.rows_of(out)}, None


def check(program, name, query, shape, more, expected):
    rows, problem = ask(program, query, shape, more)
    if rows is not None and rows != expected:
        odd = [f"{key}: expected {expected.get(key)}\n     got      {rows.get(key)}"
               for key in sorted(rows.keys() | expected.keys()) if rows.get(key) != expected.get(key)]
        problem = f"{len(odd)} of {len(expected)} rows differ:\n" + "\n".join(odd[:5])
    return f"{name} {' '.join(more)}".strip(), problem, None


def main():
    program = sys.argv[1]
    records = make_events(random.Random(SEED))
    rows = expected_rows(records)
    shown = "select([Id, " + ", ".join(GIVEN) + "])"
    loads = "event_simpleName=ClassifiedModuleLoad"
    one_user = {key: row for key, row in rows.items() if row.get("UserName") == "SYSTEM"}
    results = []
    with tempfile.TemporaryDirectory() as name:
        for shape_name, shape in lay_down(pathlib.Path(name), records).items():
            for more in ([], ["-j", "1"], ["-j", "4"], ["--no-prefilter"]):
                results.append(check(program, shape_name, f"{loads} | {shown}", shape, more, rows))
                results.append(check(program, f"{shape_name}, filtered", f"{loads} UserName=SYSTEM | {shown}", shape,
                                     more, one_user))
            results.append(check(program, f"{shape_name}, filtered at once",
                                 f"UserName=SYSTEM Id=* | {shown}", shape, [], one_user))
    harness.report(results)


if __name__ == "__main__":
    main()
