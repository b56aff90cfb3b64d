#!/usr/bin/env python3
"""check-docs.py ROOT - fail when something a reader relies on is missing.

- every .c, .h, .py and shell file opens with a comment (what a .c is may stand in its .h);
- every prototype in a header of src/ has a comment, its own or that of the group it stands in, or
  the opening comment names it (new, init, release, free, close, reset and is_this say it by name);
- nothing is left for later, and no text names a path of one machine.
"""
import pathlib
import re
import subprocess
import sys

root = pathlib.Path(sys.argv[1]).resolve()
PROTOTYPE = re.compile(r"^(?!static\b|_Static_assert\b|typedef\b|extern\b|#|\s|/|\*|})[A-Za-z_][^;={}]*?\b(\w+)\([^;{}]*\);",
                       re.M)
OBVIOUS = re.compile(r"_(new|init|release|free|close|reset)$|_(is|has)_")
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b")
MACHINE = re.compile(r"(?<![\w.])/(wo" r"rk|fa" r"rm|tmp/w" r"t|tmp/bash_jo" r"bs)\b")
OPENINGS = {".c": "/*", ".h": "/*", ".py": '"""', ".sh": "#"}
bad = []


def tracked():
    out = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True)
    if out.returncode == 0:
        return [root / name for name in out.stdout.split("\0") if name]
    return [p for p in root.rglob("*") if p.is_file() and "build" not in p.parts[len(root.parts)]]


def check_opening(path, text):
    lines = text.splitlines()
    shell = bool(lines) and re.match(r"#!.*sh\b", lines[0])
    opening = "#" if shell else OPENINGS.get(path.suffix)
    if path.suffix == ".c" and (root / path).with_suffix(".h").exists():
        return
    first = next((line for line in lines if line.strip() and not line.startswith("#!")), "")
    if opening and text.strip() and not first.startswith(opening):
        bad.append(f"{path}:1: opens without a comment that says what the file is")


def check_prototypes(path, text):
    """A group is a run of lines without a blank one; its comment covers every prototype in it."""
    opening = text[:text.find("*/")]
    without_strings = re.sub(r'"(?:\\.|[^"\\])*"', '""', text)
    for m in PROTOTYPE.finditer(without_strings):
        if "BANNED(" in m[0]:
            continue
        start = without_strings.rfind("\n\n", 0, m.start()) + 1
        end = (without_strings + "\n").find("\n", m.end())
        if "/*" not in without_strings[start:end] and not OBVIOUS.search(m[1]) and \
                f"{m[1]}(" not in opening:
            bad.append(f"{path}:{text.count(chr(10), 0, m.start()) + 1}: {m[1]}() has no comment")


def check_words(path, text):
    for n, line in enumerate(text.splitlines(), 1):
        if m := LATER.search(line):
            bad.append(f"{path}:{n}: {m[1]}: do it or leave it out")
        if m := MACHINE.search(line):
            bad.append(f"{path}:{n}: {m[0]} exists on one machine only")


for path in tracked():
    if not path.is_file() or path.is_symlink() or "corpus" in path.parts:
        continue
    try:
        text = path.read_text()
    except UnicodeDecodeError:
        continue
    name = path.relative_to(root)
    check_opening(name, text)
    check_words(name, text)
    if path.suffix == ".h" and name.parts[0] == "src":
        check_prototypes(name, text)
print("\n".join(bad))
sys.exit(bool(bad))
