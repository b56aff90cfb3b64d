#!/usr/bin/env python3
"""check-readme.py PROGRAM FILE… - fail when a terminal excerpt in a document is not what the program prints.

A fenced ```console block holds commands behind `$ ` and, below each, its stdout. A line `…` stands for any
number of lines.
"""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(r"^```console\n(.*?)^```", re.M | re.S)


def run(program, command):
    env = {**os.environ, "PATH": f"{program.parent}:{os.environ['PATH']}", "NO_COLOR": "1", "TZ": "UTC",
           "LC_ALL": "C.UTF-8"}
    return subprocess.run(command, shell=True, cwd=ROOT, env=env, capture_output=True, text=True).stdout


def matches(expected, actual):
    pattern = "".join(r"(?:.*\n)*?" if line == "…" else re.escape(line) + "\n" for line in expected.splitlines())
    return re.fullmatch(pattern, actual) is not None


def main():
    program = pathlib.Path(sys.argv[1]).resolve()
    bad = 0
    for name in sys.argv[2:]:
        for block in FENCE.findall(pathlib.Path(name).read_text()):
            for command, expected in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", block, re.M):
                actual = run(program, command)
                if not matches(expected, actual):
                    bad += 1
                    print(f"{name}: `{command}` prints\n{actual}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
