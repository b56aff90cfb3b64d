"""harness.py - what the test scripts share: where things lie, running the program, reporting in TAP."""
import concurrent.futures
import json
import os
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
# The same every day and on every machine; the program takes its clock from COUNTERSIGN_NOW.
NOW_MS = "1700000000000"
ENVIRONMENT = {**{name: value for name, value in os.environ.items() if not name.startswith("COUNTERSIGN_")},
               "TZ": "UTC", "LC_ALL": "C.UTF-8", "NO_COLOR": "1", "COUNTERSIGN_NOW": NOW_MS,
               # Not the roots that the developer imported.
               "COUNTERSIGN_STORE": os.devnull}
TIMEOUT_S = 60


def shared_data():
    """The folder with public samples that are not part of the project, or None."""
    folder = pathlib.Path(os.environ.get("COUNTERSIGN_SHARED", ROOT.parent / "shared")) / "data"
    return folder if folder.is_dir() else None


def run(program, *args, stdin=b"", cwd=None, env=None):
    """(status, stdout, stderr); a hang is status None."""
    try:
        done = subprocess.run([program, *map(str, args)], input=stdin, capture_output=True, cwd=cwd,
                              env={**ENVIRONMENT, **(env or {})}, timeout=TIMEOUT_S)
    except subprocess.TimeoutExpired:
        return None, b"", f"no answer within {TIMEOUT_S} s"
    return done.returncode, done.stdout, done.stderr.decode(errors="replace")


def rows_of(output):
    """The rows of NDJSON output."""
    return [json.loads(line) for line in output.decode().splitlines()]


def known_failures(script):
    """{case: reason} of known_failures.txt beside a script: `case<TAB>reason` a line."""
    path = pathlib.Path(script).parent / "known_failures.txt"
    lines = path.read_text().splitlines() if path.exists() else []
    return dict(line.split("\t", 1) for line in lines if line and not line.startswith("#"))


def expect(results, known):
    """Mark the cases that are known to fail: one that passes now has to leave the list."""
    return [(name, problem, f"TO" f"DO {known[name]}" if name in known else directive)
            for name, problem, directive in results]


def skip_all(reason):
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def in_parallel(function, items):
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        return list(pool.map(function, items))


def report(results):
    """Print TAP of (name, problem or None, directive or None)."""
    print(f"1..{len(results)}")
    for number, (name, problem, directive) in enumerate(results, 1):
        print(f"{'not ok' if problem else 'ok'} {number} - {name}{f' # {directive}' if directive else ''}")
        for line in (problem or "").splitlines():
            print(f"# {line}")
