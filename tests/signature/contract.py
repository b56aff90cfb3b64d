#!/usr/bin/env python3
"""contract.py PROGRAM SAVE_FORGED - what every result carries, over all forged cases.

One verdict a file and a signature, each of the documented words; every finding documented and with its evidence;
the members that scripts rely on, with the same meaning in a file and in its first signature; a time stamp where one
was ordered, with its authority.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

MEMBERS = """path verdict findings windows_code sign_info_flags digest_ok signature_ok trusted signer issuer thumbprint
signing_time sha256 authentihash signatures evidence detail container""".split()
IN_EACH = "role verdict findings evidence digest_ok signature_ok trusted chain timestamps checks".split()
DOCS = (harness.ROOT / "docs/signatures.md").read_text()


def documented(part):
    """The first column of a generated table."""
    return set(re.findall(r"^\| `(\w+)` \|", DOCS.split(f"<!-- {part} -->")[1].split("<!-- end -->")[0], re.M))


VERDICTS, FINDINGS = documented("verdicts"), documented("findings")


def problems_of_words(where, result):
    if result["verdict"] not in VERDICTS:
        yield f"{where}: verdict {result['verdict']} is not documented"
    if result["findings"] != sorted(set(result["findings"])):
        yield f"{where}: findings are not sorted, or doubled"
    for finding in result["findings"]:
        if finding not in FINDINGS | VERDICTS:
            yield f"{where}: finding {finding} is not documented"
        if not result["evidence"].get(finding):
            yield f"{where}: finding {finding} has no evidence"
    if result["verdict"] in result["findings"]:
        yield f"{where}: the verdict is repeated as a finding"


def problems_of_members(row):
    yield from (f"no member {name}" for name in MEMBERS if name not in row)
    if not re.fullmatch(r"0x[0-9A-F]{8}", row["windows_code"]) or not isinstance(row["sign_info_flags"], int):
        yield f"codes {row['windows_code']} {row['sign_info_flags']}"
    if not re.fullmatch(r"[0-9a-f]{64}", row["sha256"]):
        yield f"sha256 {row['sha256']}"
    for i, signature in enumerate(row["signatures"]):
        yield from (f"signature {i}: no member {name}" for name in IN_EACH if name not in signature)
        yield from problems_of_words(f"signature {i}", signature)
    if row["signatures"] and row["container"] != "pe":
        first = row["signatures"][0]
        yield from (f"{name} differs from the first signature's" for name in ("digest_ok", "signature_ok", "trusted")
                    if row[name] != first[name])


def problems_of_stamps(row):
    """A signing time comes from a verified time stamp, whose authority is named."""
    if row["signing_time"] is None:
        return
    stamps = [stamp for stamp in row["signatures"][0]["timestamps"] if stamp["decides"]]
    if len(stamps) != 1 or not stamps[0]["verified"] or stamps[0]["time"] != row["signing_time"]:
        yield f"signing time {row['signing_time']}, but time stamps {row['signatures'][0]['timestamps']}"
    elif not stamps[0]["chain"]:
        yield "the time stamp's authority is not named"


def judge(program, folder, line):
    name, file, verdict, _, nlists, required = line.split("\t")
    lists = [word for i in range(int(nlists)) for word in ("--crl", folder / name / f"{i}.crl")]
    status, out, err = harness.run(program, "verify", "-F", "ndjson", "--at", "2026-01-01", "--roots",
                                   folder / name / "root.der", *lists, *(["--require-revocation"] if required else []),
                                   folder / name / file)
    rows = harness.rows_of(out)
    if len(rows) != 1:
        return name, f"{len(rows)} results: {err}", None
    problems = [*problems_of_members(rows[0]), *problems_of_words("file", rows[0]), *problems_of_stamps(rows[0])]
    if rows[0]["verdict"] != verdict or status != (verdict != "valid"):
        problems.append(f"verdict {rows[0]['verdict']}, status {status}; expected {verdict}")
    return name, "\n".join(problems) or None, None


def main():
    program, save = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        folder = pathlib.Path(name)
        made = subprocess.run([save, folder], check=True, capture_output=True, text=True).stdout
        harness.report(harness.in_parallel(lambda line: judge(program, folder, line), made.splitlines()))


main()
