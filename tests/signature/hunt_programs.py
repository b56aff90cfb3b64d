#!/usr/bin/env python3
"""hunt_programs.py PROGRAM SAVE_FORGED - programs hunted with roots, lists and catalogs, and without.

Each case is hunted in one go and as `verify --format events | hunt -`; both must find the same. Without a trust
list of Microsoft a sound signature under an unknown root is no finding, but its number is told.
"""
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

PACK = harness.ROOT / "detections/T1036.001-invalid-code-signature"
NOTICE = "soundly signed file"
AT = ("--at", "2026-01-01")
ROOT = ("--roots", "02/root.der")

# (name, options, path, states that are found, the notice is there)
CASES = [
    ("sound, no roots", AT, "02/sample.exe", [], True),
    ("sound and expired, its time stamp would carry it", AT, "21/sample.exe", [], True),
    ("sound, root of one's own", (*AT, *ROOT), "02/sample.exe", [], False),
    ("another root of one's own", (*AT, "--roots", "x74/root.der"), "02/sample.exe", [], True),
    ("self-signed under a great name", AT, "10/sample.exe", ["untrusted"], False),
    ("cloned chain", AT, "11/sample.exe", ["untrusted"], False),
    ("graft, no roots", AT, "12/sample.exe", ["hash_mismatch"], False),
    ("bad signature, no roots", AT, "41/sample.exe", ["untrusted"], False),
    ("expired, no time stamp, no roots", AT, "20/sample.exe", ["untrusted"], False),
    ("expired", (*AT, *ROOT), "20/sample.exe", ["expired"], False),
    ("not expired at another time", ("--at", "2019-06-01", *ROOT), "20/sample.exe", [], False),
    ("not revoked that anybody knows", (*AT, *ROOT), "30/sample.exe", [], False),
    ("revoked", (*AT, *ROOT, "--crl", "30/0.crl"), "30/sample.exe", ["revoked"], False),
]


def states(out):
    return [row["SignatureState"] for row in harness.rows_of(out)]


def judge(program, folder, case):
    name, options, path, expected, has_notice = case
    hunted = harness.run(program, "hunt", "-p", PACK, "-F", "ndjson", *options, path, cwd=folder)
    made = harness.run(program, "verify", "-F", "events", *options, path, cwd=folder)
    piped = harness.run(program, "hunt", "-p", PACK, "-F", "ndjson", "-", cwd=folder, stdin=made[1])
    problems = []
    for how, out, err in (("hunt", hunted[1], hunted[2]), ("verify | hunt", piped[1], made[2])):
        if states(out) != expected:
            problems.append(f"{how}: found {states(out)}, expected {expected}: {err}")
        if (NOTICE in err) != has_notice:
            problems.append(f"{how}: the notice should {'' if has_notice else 'not '}be there: {err}")
        if has_notice and "countersign roots fetch" not in err:
            problems.append(f"{how}: the notice does not say how to get a list")
    return name, "\n".join(problems) or None, None


def donor(program, folder):
    """The list of known files names the donor in the event, and the graft is found as ever."""
    row = harness.rows_of(harness.run(program, "verify", "-F", "ndjson", "02/sample.exe", cwd=folder)[1])[0]
    (folder / "known.txt").write_text(f"{row['authentihash']}  genuine.exe\n")
    _, out, err = harness.run(program, "hunt", "-p", PACK, "-F", "ndjson", "--known", "known.txt", "40/sample.exe",
                              cwd=folder)
    row = harness.rows_of(harness.run(program, "verify", "-F", "events", "--known", "known.txt", "40/sample.exe",
                                      cwd=folder)[1])[0]
    good = states(out) == ["hash_mismatch"] and row.get("Donor") == "genuine.exe"
    return "known donor", None if good else f"got {row}: {err}", None


def catalog(program, folder):
    """A file without a signature of its own, listed in a catalog: nothing to find, and an event that says so."""
    listed = next((folder / "90").glob("*.cat"))
    _, out, err = harness.run(program, "verify", "-F", "events", *AT, *ROOT, "--catalogs", listed, "00/sample.exe",
                              cwd=folder)
    row = harness.rows_of(out)[0]
    told = row["SignatureState"] == "valid" and row.get("Catalog") == str(listed)
    status, out, _ = harness.run(program, "hunt", "-p", PACK, "-F", "ndjson", *AT, *ROOT, "--catalogs", listed,
                                 "00/sample.exe", cwd=folder)
    return "catalog", None if told and status == 0 and out == b"" else f"got {row}: {err}", None


def main():
    program, save = map(str, (pathlib.Path(arg).resolve() for arg in sys.argv[1:3]))
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        folder = pathlib.Path(name)
        subprocess.run([save, folder], check=True, stdout=subprocess.DEVNULL)
        results = [judge(program, folder, case) for case in CASES]
        results += [donor(program, folder), catalog(program, folder)]
    harness.report(results)


main()
