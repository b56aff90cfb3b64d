#!/usr/bin/env python3
"""run.py PROGRAM - what `countersign forge` makes is what it says, to the verifier, the hunt and others.

Forged are all cases, from a seed. Judged are the programs by verdict and finding, the hunt over verdicts and
over each form of the telemetry by class, osslsigncode where it is installed, and the program itself by wine
where that is, by its structure elsewhere.
"""
import json
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

PROGRAM = sys.argv[1]
PACK = harness.ROOT / "detections/T1036.001-invalid-code-signature"
# Verdicts hold for years: on these days at least.
DAYS = {"2026-01-02": "1767355200000", "2035-06-01": "2064312000000"}
LINE = b"nothing to see here\r\n"
# Where osslsigncode is known to answer otherwise; docs/signatures.md says why.
OSSLSIGNCODE = {"lifetime": "valid", "data-after-signature": "unsigned", "catalog": "unsigned"}


def forge(*args, now="1767355200000"):
    return harness.run(PROGRAM, "forge", *args, env={"COUNTERSIGN_NOW": now})


def trust(folder):
    return ["--roots", folder / "roots", "--crl", folder / "crls", "--catalogs", folder / "catalogs"]


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def expected(folder):
    return [json.loads(line) for line in (folder / "expected.ndjson").read_text().splitlines()]


def verdicts(folder, day):
    """A result a case: verdict as expected, and no expected finding missing."""
    status, out, err = harness.run(PROGRAM, "verify", "--format=ndjson", *trust(folder), folder / "programs",
                                   env={"COUNTERSIGN_NOW": DAYS[day]})
    got = {pathlib.Path(row["path"]).name: row for row in harness.rows_of(out)}
    for want in expected(folder):
        row = got.pop(want["file"], None)
        problem = None
        if row is None:
            problem = f"no verdict; status {status}\n{err}"
        elif row["verdict"] != want["verdict"]:
            problem = f"{row['verdict']}, expected {want['verdict']}: {row['detail']}"
        elif missing := set(want["findings"]) - set(row["findings"]):
            problem = f"findings missing: {', '.join(sorted(missing))}"
        yield f"verdict of {want['case']} on {day}", problem, None
    yield f"nothing else was judged on {day}", f"{sorted(got)}" if got else None, None


def found(rows):
    """{file: class} of findings."""
    return {row["ImageFileName"].replace("\\", "/").rsplit("/", 1)[1]: row["SignatureState"] for row in rows}


def hunted(name, folder, *args, stdin=b"", env=None):
    status, out, err = harness.run(PROGRAM, "hunt", "--format=ndjson", "--pack", PACK, *args, stdin=stdin, env=env)
    have = found(harness.rows_of(out)) if status in (0, 1) else {}
    want = {row["file"]: row["hunt"] for row in expected(folder) if row["hunt"]}
    problem = None if have == want else f"status {status}\nfound    {have}\nexpected {want}\n{err}"
    return f"hunt over {name} finds exactly the bad ones", problem, None


def hunts(folder):
    _, events, _ = harness.run(PROGRAM, "verify", "--format=events", *trust(folder), folder / "programs",
                               env={"COUNTERSIGN_NOW": DAYS["2026-01-02"]})
    yield hunted("verdicts", folder, "-", stdin=events)
    for part in ("programs", "."):
        yield hunted(f"{part} with roots", folder, *trust(folder), folder / part, env={"COUNTERSIGN_NOW": DAYS["2026-01-02"]})
    yield mixed(folder)
    for form in ("falcon", "windows", "windows-xml"):
        yield hunted(f"telemetry/{form}", folder, folder / "telemetry" / form)


def mixed(folder):
    """Programs and telemetry in one folder: both are read, and nothing is said of the other files."""
    status, out, err = harness.run(PROGRAM, "hunt", "--format=ndjson", "--pack", PACK, *trust(folder), folder,
                                   env={"COUNTERSIGN_NOW": DAYS["2026-01-02"]})
    rows = harness.rows_of(out) if status == 1 else []
    want = {row["file"] for row in expected(folder) if row["hunt"]}
    of = {told: found(r for r in rows if (r["ComputerName"] == "unknown") == (told == "programs"))
          for told in ("programs", "telemetry")}
    problem = None if set(of["programs"]) == set(of["telemetry"]) == want and "not recognised" not in err else f"{of}\n{err}"
    return "hunt over programs beside telemetry reads both", problem, None


def synthetic(folder):
    """Every record says that it is none."""
    for path in sorted((folder / "telemetry").rglob("*")):
        if path.is_file() and (bad := [line for line in path.read_text().splitlines() if "synthetic: made by" not in line]):
            return f"{path.name}: {bad[0]}"
    return None


def windows_agrees(folder):
    """JSON and XML hold the same data."""
    import xml.etree.ElementTree as tree
    space = "{http://schemas.microsoft.com/win/2004/08/events/event}"
    for path in sorted((folder / "telemetry/windows").glob("*.ndjson")):
        events = [json.loads(line)["Event"] for line in path.read_text().splitlines()]
        lines = (folder / "telemetry/windows-xml" / f"{path.stem}.xml").read_text().splitlines()
        for event, line in zip(events, lines, strict=True):
            root = tree.fromstring(line)
            data = {item.get("Name"): item.text or "" for item in root.iter(f"{space}Data")}
            if data != event["EventData"] or int(root.find(f".//{space}EventID").text) != event["System"]["EventID"]:
                return f"{path.stem}: {data}\n{event}"
    return None


def osslsigncode(folder):
    if not shutil.which("osslsigncode"):
        yield "osslsigncode agrees", None, "SKIP it is not installed"
        return
    lists = folder / "lists.pem"
    lists.write_bytes(b"".join(p.read_bytes() for p in sorted((folder / "crls").iterdir())))
    for want in expected(folder):
        if want["case"].startswith("revoked-after"):
            continue  # it compares no dates
        root, crl = folder / "roots/forged-root.pem", ["-CRLfile", lists] if want["case"] == "revoked" else []
        done = subprocess.run(["osslsigncode", "verify", "-CAfile", root, "-TSA-CAfile", root, *crl, "-time", "1767355200",
                               "-in", folder / "programs" / want["file"]], capture_output=True, timeout=60)
        text = done.stdout + done.stderr
        theirs = "unsigned" if b"No signature found" in text else "invalid" if done.returncode else "valid"
        ours = want["verdict"] if want["verdict"] == "valid" else "invalid"
        agreed = OSSLSIGNCODE.get(want["case"], ours)
        yield f"osslsigncode on {want['case']}", None if theirs == agreed else f"{theirs}, not {agreed}\n{text.decode()}", None


def structure(data):
    """What Windows' loader looks at, in the first program."""
    pe, = struct.unpack_from("<I", data, 0x3C)
    count, = struct.unpack_from("<H", data, pe + 6)
    entry, = struct.unpack_from("<I", data, pe + 24 + 16)
    sections = [struct.unpack_from("<8sIIII", data, pe + 24 + 240 + 40 * i) for i in range(count)]
    if data[pe:pe + 4] != b"PE\0\0" or data[:2] != b"MZ":
        return "no PE"
    if any(offset + size > len(data) for _, _, _, size, offset in sections):
        return "a section lies outside the file"
    if sections[0][2] != entry or b"WriteFile\0" not in data or LINE not in data:
        return "no entry point, import or line"
    return None


def runs(folder):
    path = folder / "programs/expired.exe"
    if not shutil.which("wine"):
        return "the program is laid out as a loader wants it", structure(path.read_bytes()), None
    done = subprocess.run(["wine", path], capture_output=True, timeout=60, env={"WINEDEBUG": "-all", "HOME": str(folder)})
    return "the program prints its line", None if done.stdout == LINE and done.returncode == 0 else str(done), None


def grafts(folder, scratch):
    """Signatures of the user's programs."""
    donor, target = folder / "programs/dual.exe", scratch / "mine.exe"
    target.write_bytes((folder / "programs/metatwin.exe").read_bytes())
    status, _, err = forge("sigthief", "--donor", donor, "--target", target, "-o", scratch / "graft")
    made = scratch / "graft/programs/mine.exe"
    _, out, _ = harness.run(PROGRAM, "verify", "--format=ndjson", "--roots", folder / "roots", made)
    row = harness.rows_of(out)[0]
    signed = row["signatures"][0]["signed_digest"]
    _, out, _ = harness.run(PROGRAM, "verify", "--format=ndjson", "--roots", folder / "roots", donor)
    right = (status == 0 and row["verdict"] == "hash_mismatch" and "donor_digest" in row["findings"] and
             harness.rows_of(out)[0]["signatures"][0]["signed_digest"] == signed)
    yield "a graft carries the donor's digest", None if right else f"{status} {err} {row}", None
    problem = None if target.read_bytes() == (folder / "programs/metatwin.exe").read_bytes() else "it changed"
    yield "the target stays as it was", problem, None


def refusals(folder, scratch):
    text = scratch / "text.exe"
    text.write_text("no program")
    programs = folder / "programs"
    out = ["-o", scratch / "never"]
    cases = {
        "what is there": (["--all", folder], "--force overwrites"),
        "an unknown case": (["sighthief", *out], "did you mean 'sigthief'?"),
        "a case twice": (["valid", "valid", *out], "twice"),
        "no folder": (["valid"], "-o DIR"),
        "no case": (out, "-o DIR"),
        "--all with a case": (["valid", "--all", scratch / "never"], "--all"),
        "a donor without a signature": (["sigthief", "--donor", programs / "catalog.exe", *out], "no signature to take"),
        "a target that is no program": (["sigthief", "--target", text, *out], "no PE image"),
        "a donor for another case": (["valid", "--donor", programs / "valid.exe", *out], "sigthief"),
        "a host without a name": (["valid", "--host", "", *out], "--host"),
    }
    for name, (args, words) in cases.items():
        status, _, err = forge(*args)
        problem = None if status == 2 and words in err and not (scratch / "never").exists() else f"{status}: {err}"
        yield f"refuses {name}", problem, None


def times_and_hosts(scratch):
    status, _, err = forge("valid", "expired", "--time", "2020-02-03T04:05:06Z", "--host", "A-1", "--host", "B-2",
                           "-o", scratch / "told")
    folder = scratch / "told/telemetry/falcon"
    if status:
        return err
    first, second = (json.loads((folder / f"{name}.ndjson").read_text().splitlines()[0]) for name in ("valid", "expired"))
    hosts = {row["aid"]: row["ComputerName"] for row in map(json.loads, (folder / "aidmaster/hosts.ndjson").read_text().splitlines())}
    told = [hosts[first["aid"]], hosts[second["aid"]], first["timestamp"], second["timestamp"]]
    return None if told == ["A-1", "B-2", "1580702706000", "1580702766000"] else str(told)


def main():
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        top = pathlib.Path(name)
        folder, again, scratch = top / "one", top / "two", top / "scratch"
        scratch.mkdir()
        results = []
        for to in (folder, again):
            status, _, err = forge("--all", to, "--seed", "test")
            results.append((f"forges all to {to.name}", None if status == 0 else err, None))
        results.append(("the same seed gives the same bytes", None if files(folder) == files(again) else "it does not", None))
        forge("valid", "-o", scratch / "fresh")
        same = (scratch / "fresh/roots/forged-root.pem").read_bytes() == (folder / "roots/forged-root.pem").read_bytes()
        results.append(("without a seed keys are fresh", "they are not" if same else None, None))
        for day in DAYS:
            results += verdicts(folder, day)
        results += hunts(folder)
        results.append(("every record of telemetry says that it is synthetic", synthetic(folder), None))
        results.append(("JSON and XML of Windows events agree", windows_agrees(folder), None))
        results.append(("times and hosts are as given", times_and_hosts(scratch), None))
        results.append(runs(folder))
        results += osslsigncode(folder)
        results += grafts(folder, scratch)
        results += refusals(folder, scratch)
        status, _, err = forge("--all", folder, "--seed", "test", "--force")
        results.append(("--force overwrites", None if status == 0 and files(folder).keys() >= files(again).keys() else err, None))
        harness.report(results)


main()
