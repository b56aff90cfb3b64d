#!/usr/bin/env python3
"""run.py [--update] [--tap] PROGRAM [TEST…] - run the golden tests: whole commands and what they print.

A test is one file, `<topic>/<name>.test` beside this script:

    # What it shows, in a sentence. Lines in front of the first section are comments.
    --- args
    query                     one argument a line
    --format
    csv
    --- arg
    count()                   one argument of several lines; args and arg may repeat, order counts
    | sort(x)
    --- env                   NAME=value, one a line
    --- stdin
    {"a":"1"}
    --- file events.ndjson    written to the folder the program runs in
    --- link events.ndjson examples/telemetry    a name in that folder for a path of the project
    --- exit                  0 when left out
    1
    --- stdout                exact; left out: nothing is printed
    --- stderr                likewise

A body is the text up to the next `--- ` line. The word `no-newline` behind a section's name drops
the last line end. The environment is fixed (UTC, C.UTF-8, NO_COLOR, COUNTERSIGN_NOW), the folder is
fresh and empty, so that what a test prints depends on the test alone.

--update writes what came out into the files; review it with `git diff`. --tap prints TAP for meson.
"""
import concurrent.futures
import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
TIMEOUT_S = 20
NOW_MS = "1700000000000"
INPUTS = ("args", "arg", "env", "stdin", "file", "link")
OUTPUTS = ("exit", "stdout", "stderr")


class Test:
    """The sections of a file: (header words, body), and what stood in front of them."""

    def __init__(self, path):
        self.path = path
        self.name = str(path.relative_to(HERE)).removesuffix(".test")
        self.comment, self.sections = "", []
        # No newline is translated: CSV ends its lines with CR LF.
        for line in path.read_bytes().decode().splitlines(keepends=True):
            if line.startswith("--- "):
                words = line.split()[1:]
                if words[0] not in INPUTS + OUTPUTS:
                    sys.exit(f"{path}: unknown section '{words[0]}'")
                self.sections.append([words, ""])
            elif self.sections:
                self.sections[-1][1] += line
            else:
                self.comment += line
        if not self.comment.startswith("#"):
            sys.exit(f"{path}: a test opens with a comment that says what it shows")

    def bodies(self, name):
        for words, text in self.sections:
            if words[0] == name:
                yield words, text.removesuffix("\n") if "no-newline" in words else text

    def expected(self):
        result = {"exit": "0\n", "stdout": "", "stderr": ""}
        for name in OUTPUTS:
            for _, text in self.bodies(name):
                result[name] = text
        return result

    def arguments(self):
        result = []
        for words, text in self.sections:
            if words[0] == "args":
                result += text.splitlines()
            elif words[0] == "arg":
                result.append(text.removesuffix("\n"))
        return result

    def prepare(self, folder):
        for words, text in self.bodies("file"):
            target = folder / words[1]
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
        for words, _ in self.bodies("link"):
            (folder / words[1]).symlink_to(ROOT / words[2])

    def environment(self, folder):
        env = {"PATH": os.environ.get("PATH", ""), "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1",
               "HOME": str(folder), "COUNTERSIGN_NOW": NOW_MS}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                env[name] = os.environ[name]
        for _, text in self.bodies("env"):
            env.update(line.split("=", 1) for line in text.splitlines())
        return env

    def run(self, program):
        with tempfile.TemporaryDirectory(prefix="golden-") as name:
            folder = pathlib.Path(name)
            self.prepare(folder)
            stdin = "".join(text for _, text in self.bodies("stdin"))
            try:
                done = subprocess.run([program, *self.arguments()], cwd=folder, timeout=TIMEOUT_S,
                                      env=self.environment(folder), input=stdin.encode(),
                                      capture_output=True)
            except subprocess.TimeoutExpired:
                return {"exit": f"none within {TIMEOUT_S} s\n", "stdout": "", "stderr": ""}
        return {"exit": f"{done.returncode}\n",
                "stdout": done.stdout.decode(errors="backslashreplace"),
                "stderr": done.stderr.decode(errors="backslashreplace")}

    def update(self, actual):
        text = self.comment
        for words, body in self.sections:
            if words[0] in INPUTS:
                text += f"--- {' '.join(words)}\n{body}"
        for name in OUTPUTS:
            if actual[name] == ("0\n" if name == "exit" else ""):
                continue
            whole = actual[name].endswith("\n")
            text += f"--- {name}{'' if whole else ' no-newline'}\n{actual[name]}{'' if whole else chr(10)}"
        self.path.write_bytes(text.encode())


def difference(expected, actual):
    """What changed, as unified diffs a section."""
    text = ""
    for name in OUTPUTS:
        if expected[name] != actual[name]:
            text += "".join(
                line if line.endswith("\n") else line + "\n\\ no newline at the end\n"
                for line in difflib.unified_diff(
                    expected[name].splitlines(keepends=True), actual[name].splitlines(keepends=True),
                    f"expected {name}", f"actual {name}"))
    return text


def main():
    options = {a for a in sys.argv[1:] if a.startswith("--")}
    program, *names = [a for a in sys.argv[1:] if not a.startswith("--")]
    program = str(pathlib.Path(program).resolve())
    paths = [pathlib.Path(n).resolve() for n in names] or sorted(HERE.rglob("*.test"))
    tests = [Test(path) for path in paths]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        results = list(pool.map(lambda test: test.run(program), tests))

    if "--tap" in options:
        print(f"1..{len(tests)}")
    failed = 0
    for number, (test, actual) in enumerate(zip(tests, results), 1):
        text = difference(test.expected(), actual)
        failed += bool(text)
        if text and "--update" in options:
            test.update(actual)
            print(f"updated {test.name}")
        elif "--tap" in options:
            print(f"{'not ok' if text else 'ok'} {number} - {test.name}")
            print("".join(f"# {line}\n" for line in text.splitlines()), end="")
        elif text:
            print(f"FAILED {test.name}\n{text}")
    if "--tap" not in options:
        print(f"{len(tests) - failed} passed, {failed} {'updated' if '--update' in options else 'failed'}")
    sys.exit(failed > 0 and "--update" not in options and "--tap" not in options)


if __name__ == "__main__":
    main()
