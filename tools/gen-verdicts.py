#!/usr/bin/env python3
"""gen-verdicts.py [--check] ROOT - write the verdicts and findings into docs/signatures.md.

The tables stand between comment lines `<!-- verdicts -->`, `<!-- findings -->` and `<!-- end -->`; their
source are the lists of src/signature/verdict.h and finding.h. --check changes nothing and fails when the
document says something else.
"""
import pathlib
import re
import sys

LITERALS = r'(?:"(?:[^"\\]|\\.)*"\s*)+'
ENTRY = re.compile(rf"X\(((?:{LITERALS}|[^()\"])*)\)")
CELL = re.compile(rf'{LITERALS}|[^,"]+')


def text_of(cell):
    """Neighbouring string literals are one text; anything else is itself."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', cell)) if '"' in cell else cell.strip()


def rows_of(path, name):
    """The arguments of each X(…) in a list macro."""
    lines = path.read_text(encoding="utf-8").split(f"#define {name}(X)")[1].split("\n")
    end = next(i for i, line in enumerate(lines) if not line.endswith("\\"))
    body = "\n".join(line.rstrip("\\") for line in lines[:end + 1])
    return [[text_of(cell) for cell in CELL.findall(entry) if cell.strip()] for entry in ENTRY.findall(body)]


def flag_values(path):
    return {name: 1 << int(bit) for name, bit in
            re.findall(r"(SIGN_\w+) = 1 << (\d+)", path.read_text(encoding="utf-8"))}


def table(header, rows):
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)


def verdicts(root):
    path = root / "src/signature/verdict.h"
    flags = flag_values(path)
    meaning, words = [], []
    for row in rows_of(path, "VERDICT_LIST"):
        _, word, code, name, sigcheck, signed, status, powershell, osquery, elastic, bits, why = row
        value = sum(flags.get(flag.strip(), 0) for flag in bits.split("|"))
        meaning.append([f"`{word}`", why, f"{code} {name}" if code != "0" else "0"])
        words.append([f"`{word}`", f"{signed} / {status}", powershell, osquery, elastic or "(exists = false)",
                      str(value), sigcheck])
    return table(["verdict", "means", "Windows"], meaning) + "\n" + \
        table(["verdict", "Sysmon Signed / SignatureStatus", "PowerShell", "osquery",
               "ECS code_signature.status", "Falcon SignInfoFlags", "sigcheck Verified"], words)


def findings(root):
    rows = rows_of(root / "src/signature/finding.h", "FINDING_LIST")
    return table(["finding", "means"], [[f"`{word}`", sentence] for _, word, sentence in rows])


def main():
    check, root = "--check" in sys.argv[1:], pathlib.Path(sys.argv[-1])
    path = root / "docs/signatures.md"
    old = text = path.read_text(encoding="utf-8")
    for name, made in (("verdicts", verdicts(root)), ("findings", findings(root))):
        text = re.sub(rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m, made=made: m[1] + made + m[2], text,
                      flags=re.S)
    if check and text != old:
        sys.exit("docs/signatures.md is not what src/signature says: run tools/gen-verdicts.py .")
    if not check:
        path.write_text(text, encoding="utf-8")


main()
