#!/usr/bin/env python3
"""check-all.py BUILD - everything that can be said about the sources without running the program.

BUILD was configured with clang, so that its compile commands suit clang-tidy. A tool that is not
installed is an error: tools/install-deps checks brings all of them. What clang-tidy found clean is
remembered in BUILD/tidy by a hash of the source, the headers it includes and the configuration, so
that only what changed is looked at again.
"""
import concurrent.futures
import hashlib
import json
import os
import pathlib
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BUILD = pathlib.Path(sys.argv[1]).resolve()
SPELLING = "tools/spelling"  # words that codespell takes for mistakes


def run(*command):
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return done.returncode, (done.stdout + done.stderr).strip()


def tracked(*patterns):
    return run("git", "ls-files", *patterns)[1].split()


def check_format():
    status, text = run("clang-format-14", "--dry-run", "-Werror", *tracked("*.c", "*.h"))
    return status, "\n".join(sorted({line.split(":")[0] + ": run clang-format-14 -i"
                                     for line in text.splitlines() if ": error:" in line}))


def check_spelling():
    return run("codespell", "--ignore-words", SPELLING, "--skip", "*/corpus/*,*.test,*.pem,*.csv",
               *tracked("*.c", "*.h", "*.md", "*.py", "*.build", "tools/*", "*.yaml"))


def check_shell():
    scripts = [name for name in tracked() if (ROOT / name).is_file()
               and (ROOT / name).read_bytes()[:32].split(b"\n")[0].rstrip().endswith((b"/sh", b"bash"))]
    return run("shellcheck", *scripts)


def check_python():
    return run(sys.executable, "-m", "compileall", "-q", "-f", *tracked("*.py"))


def script(name):
    return lambda: run(sys.executable, f"tools/{name}.py", str(ROOT))


def dependencies():
    """{object: [files]} as ninja recorded them."""
    result, current = {}, None
    for line in run("ninja", "-C", str(BUILD), "-t", "deps")[1].splitlines():
        if line.startswith("    "):
            path = (BUILD / line.strip()).resolve()
            if path.is_relative_to(ROOT):
                result[current].append(path)
        elif ":" in line:
            current = line.split(":")[0]
            result[current] = []
    return result


def fingerprint(files, command):
    h = hashlib.sha256(command.encode() + (ROOT / ".clang-tidy").read_bytes())
    for path in sorted(files):
        h.update(path.read_bytes())
    return h.hexdigest()


def tidy_one(source):
    return run("clang-tidy-14", "-p", str(BUILD), "--quiet", str(source))


def check_tidy():
    """The program itself: generated files have a generator that would have to change, tests a style."""
    remembered = BUILD / "tidy"
    remembered.mkdir(exist_ok=True)
    deps, todo = dependencies(), {}
    for entry in json.loads((BUILD / "compile_commands.json").read_text()):
        source = (BUILD / entry["file"]).resolve()
        if source.is_relative_to(ROOT / "src"):
            files = deps.get(entry["output"], []) + [source]
            todo[source] = remembered / fingerprint(files, entry["command"])
    fresh = [source for source, mark in todo.items() if not mark.exists()]
    bad = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for source, (status, text) in zip(fresh, pool.map(tidy_one, fresh)):
            if status == 0:
                todo[source].touch()
            else:
                bad.append(text)
    (BUILD / "tidy.log").write_text("\n".join(bad))
    problems = sorted({line.replace(f"{BUILD}/", "").removeprefix("../") for text in bad for line in text.splitlines()
                       if ": error: " in line})
    for mark in set(remembered.iterdir()) - set(todo.values()):
        mark.unlink()
    return len(bad), "\n".join([*problems, f"(the paths that lead there: {BUILD.name}/tidy.log)"])


CHECKS = {
    "layers": script("check-layers"),
    "limits": script("check-limits"),
    "docs": script("check-docs"),
    "format": check_format,
    "spelling": check_spelling,
    "shell": check_shell,
    "python": check_python,
    "tidy": check_tidy,
}
failed = 0
for name, check in CHECKS.items():
    start = time.monotonic()
    status, text = check()
    print(f"{'FAILED' if status else 'ok':6} {name} ({time.monotonic() - start:.1f} s)", flush=True)
    if status:
        failed += 1
        print(text)
sys.exit(failed > 0)
