#!/usr/bin/env python3
"""check-limits.py ROOT - fail when a file or function is too long, too deep or too branchy.

Limits: 600 lines a file, 60 lines a function, cyclomatic complexity 15 (pmccabe), nesting 4. The few
exceptions stand in tools/limits, one a line with its reason; a number there may only fall, and an
entry that is no longer needed is an error. No file passes 1,000 lines, whatever the list says.
"""
import pathlib
import re
import shutil
import subprocess
import sys

LIMITS = {"file-lines": 600, "function-lines": 60, "complexity": 15, "nesting": 4}
REFUSED_LINES = 1000

root = pathlib.Path(sys.argv[1]).resolve()
files = sorted(p for folder in ("src", "tests", "bench") for p in (root / folder).rglob("*.[ch]"))
scripts = sorted(p for folder in ("tests", "bench", "tools") for p in (root / folder).rglob("*.py"))


def read_allowed():
    """{(what, place): number} of tools/limits: `complexity src/a/b.c:function 17  # reason`."""
    allowed = {}
    path = root / "tools/limits"
    for n, line in enumerate(path.read_text().splitlines(), 1):
        if line.strip() and not line.startswith("#"):
            m = re.fullmatch(r"(\S+)\s+(\S+)\s+(\d+)\s+#\s*\S.*", line)
            if not m or m[1] not in LIMITS:
                sys.exit(f"{path}:{n}: not `what place number  # reason`")
            allowed[m[1], m[2]] = int(m[3])
    return allowed


def nesting(lines):
    """Deepest brace below a function's own; braces in strings and comments do not count."""
    text = re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', "", "\n".join(lines),
                  flags=re.S)
    # An initialiser or compound literal is no level of control flow.
    while (new := re.sub(r"(?<=[=)({,])(\s*)\{[^{}]*\}", r"\1", text)) != text and "= {" in text:
        text = new
    depth = deepest = 0
    for c in text:
        depth += (c == "{") - (c == "}")
        deepest = max(deepest, depth)
    return max(deepest - 1, 0)


def measure():
    """Yield (what, place, number) of everything that has a limit."""
    for path in files + scripts:
        yield "file-lines", str(path.relative_to(root)), len(path.read_text().splitlines())
    if not shutil.which("pmccabe"):
        print("pmccabe is not installed: functions are not measured")
        return
    sources = [str(p.relative_to(root)) for p in files if p.suffix == ".c"]
    out = subprocess.run(["pmccabe", *sources], cwd=root, capture_output=True, text=True, check=True)
    for line in out.stdout.splitlines():
        modified, _, _, first, length, place = line.split("\t")
        path, name = re.match(r"(.*)\(\d+\): (.*)", place).groups()
        where, start, n = f"{path}:{name}", int(first), int(length)
        yield "function-lines", where, n
        yield "complexity", where, int(modified)
        yield "nesting", where, nesting((root / path).read_text().splitlines()[start - 1:start - 1 + n])


def main():
    allowed, bad = read_allowed(), []
    for what, place, number in measure():
        limit = allowed.pop((what, place), None)
        if what == "file-lines" and number > REFUSED_LINES:
            bad.append(f"{place}: {number} lines; {REFUSED_LINES} is the end")
        elif number > max(limit or 0, LIMITS[what]):
            bad.append(f"{place}: {what} {number}, limit {limit or LIMITS[what]}")
        elif limit and number < limit:
            bad.append(f"{place}: {what} fell to {number}: lower or remove its line in tools/limits")
    if shutil.which("pmccabe"):
        bad += [f"{place}: in tools/limits for {what}, but not there" for what, place in allowed]
    print("\n".join(bad))
    sys.exit(bool(bad))


main()
