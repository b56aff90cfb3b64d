#!/usr/bin/env python3
"""large_file.py PROGRAM SAVE_FORGED [--any-memory] - a program of 5 GiB, most of it a hole, seen on a terminal.

Its verdict is right, the memory it takes does not follow its size, and a line says how far the work is.
--any-memory: the program is built with sanitizers, which take memory of their own.
"""
import json
import os
import pathlib
import pty
import re
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

FILE_BYTES = 5 << 30
PEAK_KB_MAX = 64 << 10


def drain(descriptor, seen):
    """Collect what is shown on the terminal until nobody writes to it any more."""
    while True:
        try:
            piece = os.read(descriptor, 4096)
        except OSError:  # Linux reports the end of a terminal so
            return
        if not piece:
            return
        seen.append(piece)


def verify(program, path):
    """(row, peak memory in kB, what the terminal showed)"""
    ours, theirs = pty.openpty()
    seen = []
    reader = threading.Thread(target=drain, args=(ours, seen))
    reader.start()
    child = subprocess.Popen([program, "verify", "-F", "ndjson", path], stdout=subprocess.PIPE, stderr=theirs,
                             stdin=subprocess.DEVNULL, env={**harness.ENVIRONMENT, "TERM": "xterm"})
    os.close(theirs)
    out = child.stdout.read()
    _, _, usage = os.wait4(child.pid, 0)
    reader.join()
    os.close(ours)
    return json.loads(out), usage.ru_maxrss, b"".join(seen).decode(errors="replace")


def main():
    program, save = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        folder = pathlib.Path(name)
        subprocess.run([save, folder], check=True, stdout=subprocess.DEVNULL)
        path = folder / "large.exe"
        path.write_bytes((folder / "02/sample.exe").read_bytes())
        os.truncate(path, FILE_BYTES)
        row, peak, shown = verify(program, path)
    verdict = None if row["verdict"] == "hash_mismatch" and "data_behind_table" in row["findings"] else f"got {row}"
    memory = None if peak <= PEAK_KB_MAX else f"{peak} kB, at most {PEAK_KB_MAX} kB"
    line = None if re.search(r"\d+%  [\d.]+ .B of 5\.\d GB", shown) else f"the terminal showed {shown!r}"
    harness.report([("verdict", verdict, None),
                    ("memory", None if "--any-memory" in sys.argv else memory,
                     "SKIP sanitizers take memory of their own" if "--any-memory" in sys.argv else None),
                    ("progress", line, None)])


main()
