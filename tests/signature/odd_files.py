#!/usr/bin/env python3
"""odd_files.py PROGRAM SAVE_FORGED - files that are no files, or do not hold still.

Each is verified beside a sound one: it gets a clear answer in time, and the run goes on.
"""
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

SPARSE_BYTES = 5 << 30
MOVING_BYTES = 128 << 20


def verify(program, folder, path):
    """(verdicts by file name, exit status, messages) of `path` and the sound file."""
    status, out, err = harness.run(program, "verify", "--format=ndjson", "--at", "2026-01-01", "--roots",
                                   folder / "02/root.der", path, folder / "02/sample.exe")
    return {pathlib.Path(row["path"]).name: row for row in harness.rows_of(out)}, status, err


def judge(program, folder, name, allowed, exit_status, words=""):
    rows, status, err = verify(program, folder, folder / name)
    problems = []
    if rows.get("sample.exe", {}).get("verdict") != "valid":
        problems.append("the sound file beside it is not valid")
    if status not in exit_status:
        problems.append(f"exit status {status}: {err}")
    if allowed and rows.get(name, {}).get("verdict") not in allowed:
        problems.append(f"got {rows.get(name)}, expected {' or '.join(sorted(allowed))}")
    if words not in (rows.get(name, {}).get("detail") or ""):
        problems.append(f"the detail does not say '{words}'")
    return "\n".join(problems) or None


def moving(program, folder, name, move):
    """The file changes all the time while it is read."""
    stop = threading.Event()

    def keep_moving():
        while not stop.is_set():
            move(folder / name)
    thread = threading.Thread(target=keep_moving)
    thread.start()
    try:
        # Between two changes it may stand still long enough; its digest does not fit then.
        return judge(program, folder, name, {"malformed", "unreadable", "hash_mismatch"}, {1, 2})
    finally:
        stop.set()
        thread.join()


def grow(path):
    with open(path, "ab") as file:
        file.write(b"more")


def breathe(path):
    os.truncate(path, MOVING_BYTES // 2)
    os.truncate(path, MOVING_BYTES)


def large_copy(folder, name, size):
    """The sound program with a hole behind it."""
    (folder / name).write_bytes((folder / "02/sample.exe").read_bytes())
    os.truncate(folder / name, size)


def main():
    program, save = sys.argv[1:3]
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        folder = pathlib.Path(name)
        subprocess.run([save, folder], check=True, stdout=subprocess.DEVNULL)
        sound = (folder / "02/sample.exe").read_bytes()
        os.mkfifo(folder / "pipe.exe")
        (folder / "dangling.exe").symlink_to("nowhere")
        (folder / "circle.exe").symlink_to("circle.exe")
        (folder / "empty.exe").write_bytes(b"")
        (folder / "one.exe").write_bytes(sound[:1])
        (folder / "locked.exe").write_bytes(sound)
        (folder / "locked.exe").chmod(0)
        (folder / "folder").mkdir()
        with open(folder / "hole.exe", "wb") as file:
            os.truncate(file.fileno(), SPARSE_BYTES)
        for large in ("growing.exe", "breathing.exe"):
            large_copy(folder, large, MOVING_BYTES)
        reads_all = os.geteuid() == 0
        results = [
            ("fifo", judge(program, folder, "pipe.exe", {"unreadable"}, {2}, "regular file"), None),
            ("dangling link", judge(program, folder, "dangling.exe", {"unreadable"}, {2}, "No such file"), None),
            ("link to itself", judge(program, folder, "circle.exe", {"unreadable"}, {2}, "symbolic links"), None),
            ("empty file", judge(program, folder, "empty.exe", {"not_signable"}, {1}), None),
            ("one byte", judge(program, folder, "one.exe", {"not_signable"}, {1}), None),
            ("5 GiB of nothing", judge(program, folder, "hole.exe", {"not_signable"}, {1}), None),
            ("empty folder", judge(program, folder, "folder", set(), {0}), None),
            ("unreadable file", None if reads_all else
             judge(program, folder, "locked.exe", {"unreadable"}, {2}, "denied"),
             "SKIP whoever runs this may read everything" if reads_all else None),
            ("file that grows", moving(program, folder, "growing.exe", grow), None),
            ("file that shrinks and grows", moving(program, folder, "breathing.exe", breathe), None),
        ]
    harness.report(results)


main()
