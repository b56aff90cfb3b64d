#!/usr/bin/env python3
"""run.py PROGRAM - memory does not grow with the input.

Gigabytes of events run through a pipe, or lie in small files that unpack to them, and the peak of
resident memory stays below what docs/performance.md promises: 64 MiB and the budget of lookups.
"""
import gzip
import pathlib
import subprocess
import sys
import tempfile
import threading
import time
import zlib

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

MIB = 1 << 20
LIMIT = 64 * MIB
LOOKUPS = 64 * MIB


def block_of(record):
    """About a MiB of copies of a record, each with a number of its own."""
    lines = [record.replace("%d", str(n)) for n in range(MIB // len(record))]
    return ("\n".join(lines) + "\n").encode()


PROCESS = block_of('{"event_simpleName":"ProcessRollup2","aid":"a%d","TargetProcessId":"%d","UserSid":"S-1-5-21-%d",'
                   '"CommandLine":"program.exe /number %d","ImageFileName":"\\\\Device\\\\HarddiskVolume3\\\\x.exe",'
                   '"SignInfoFlags":"9175042","timestamp":"1700000000000","Padding":"' + "x" * 700 + '"}')
LOAD = PROCESS.replace(b"ProcessRollup2", b"ClassifiedModuleLoad").replace(b"CommandLine", b"Command").replace(
    b'"9175042"', b'"2048"')
ARRAY = PROCESS.replace(b"\n", b",\n")
XML = block_of("<Event><System><Provider Name='Microsoft-Windows-Sysmon'/><EventID>7</EventID><Channel>"
               "Microsoft-Windows-Sysmon/Operational</Channel><Computer>h%d</Computer></System><EventData>"
               "<Data Name='ImageLoaded'>C:\\a%d.dll</Data><Data Name='Signed'>true</Data></EventData></Event>")


def feed(pipe, blocks):
    try:
        for block in blocks:
            pipe.write(block)
        pipe.close()
    except BrokenPipeError:
        pass


def watch(child, peaks):
    """The mark that the system keeps of the most that was resident; gone when the process is."""
    path = pathlib.Path(f"/proc/{child.pid}/status")
    while child.poll() is None:
        for line in path.read_text().splitlines():
            if line.startswith("VmHWM:"):
                peaks.append(int(line.split()[1]) * 1024)
        time.sleep(0.01)


def run(program, arguments, blocks=()):
    """(status, peak of resident memory in bytes, stdout, stderr)."""
    with tempfile.TemporaryFile() as err, tempfile.TemporaryFile() as out:
        child = subprocess.Popen([program, *map(str, arguments)], stdin=subprocess.PIPE, stdout=out, stderr=err,
                                 env=harness.ENVIRONMENT)
        peaks = [0]
        writer = threading.Thread(target=feed, args=(child.stdin, blocks))
        writer.start()
        watch(child, peaks)
        writer.join()
        out.seek(0)
        err.seek(0)
        return child.returncode, max(peaks), out.read().decode(), err.read().decode()


def repeated(block, size, first=b"", last=b""):
    yield first
    for _ in range(size // len(block)):
        yield block
    yield last


def write_distinct(path, block, count):
    """Members in which every process is another one."""
    with gzip.open(path, "wb", 1) as f:
        for number in range(count):
            f.write(block.replace(b'"aid":"a', b'"aid":"a%d-' % number))


def write_gzip(path, block, size):
    """Many members, each the same."""
    packed = gzip.compress(block, 1)
    with open(path, "wb") as f:
        for _ in range(size // len(block)):
            f.write(packed)


def write_zip(path, block, size):
    """One member by hand: the module of Python would take minutes."""
    packer, crc, body = zlib.compressobj(1, zlib.DEFLATED, -15), 0, bytearray()
    for _ in range(size // len(block)):
        crc = zlib.crc32(block, crc)
        body += packer.compress(block)
    body += packer.flush()
    size = size // len(block) * len(block)
    common = b"".join(n.to_bytes(w, "little") for n, w in ((20, 2), (0, 2), (8, 2), (0, 4), (crc, 4), (len(body), 4),
                                                          (size, 4), (1, 2), (0, 2)))
    local = b"PK\3\4" + common + b"x"
    entry = b"PK\1\2\x14\0" + common + bytes(14) + b"x"
    end = b"PK\5\6" + bytes(4) + b"\1\0\1\0" + len(entry).to_bytes(4, "little")
    end += (len(local) + len(body)).to_bytes(4, "little") + b"\0\0"
    path.write_bytes(local + bytes(body) + entry + end)


def check(program, name, arguments, blocks, limit, expected):
    status, peak, out, err = run(program, arguments, blocks)
    problem = None
    if expected not in out + err:
        problem = f"exit {status}, prints {out[:200]!r} {err[:300]}"
    elif not MIB < peak <= limit:
        problem = f"{peak / MIB:.1f} MiB, more than {limit / MIB:.0f}"
    return f"{name}: {peak / MIB:.1f} MiB of {limit / MIB:.0f}" if not problem else name, problem, None


def main():
    program = sys.argv[1]
    if b"__asan_init" in pathlib.Path(program).read_bytes():
        harness.skip_all("the sanitizer's own memory is none of the program's")
    count, groups = "count()", "groupBy(aid, function=[count(), collect(SignInfoFlags)]) | count()"
    big, xml, per = 2048 * MIB, 256 * MIB, PROCESS.count(b"\n")
    lines = big // len(PROCESS) * per
    events = xml // len(XML) * XML.count(b"\n")
    packs = harness.ROOT / "detections"
    results = []

    def case(name, arguments, blocks, expected, limit=LIMIT):
        results.append(check(program, name, [*arguments[:1], "-j", "2", *arguments[1:]], blocks, limit, expected))

    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_gzip(folder / "x.gz", PROCESS, big)
        write_zip(folder / "x.zip", PROCESS, big // 4)
        write_gzip(folder / "loads.gz", PROCESS + LOAD, big // 4)
        case("2 GiB of lines through a pipe", ["query", count], repeated(PROCESS, big), f'"{lines}"')
        case("groups of them", ["query", groups], repeated(PROCESS, big // 4), f'"_count":"{per}"')
        case("one array", ["query", count], repeated(ARRAY, big // 4, b"[", b"{}]"), '"_count"')
        case("events in XML", ["query", count], repeated(XML, xml, b"<Events>", b"</Events>"), f'"{events}"')
        case("events in XML, whole", ["query", "* | tail(1)"], repeated(XML, xml // 4), "ImageFileName")
        case("gzip", ["query", count, folder / "x.gz"], (), f'"{lines}"')
        case("a zip archive", ["query", count, folder / "x.zip"], (), f'"{big // 4 // len(PROCESS) * per}"')
        case("a hunt through a pipe", ["hunt", "--pack", packs, "-F", "ndjson"], repeated(LOAD, big // 4),
             "hash_mismatch")
        case("a hunt with lookups", ["hunt", "--pack", packs, "-F", "ndjson", folder / "loads.gz"], (),
             "program.exe /number", LIMIT + LOOKUPS)
        write_distinct(folder / "processes.gz", PROCESS, 128)
        case("more to look up than fits", ["query", "--enrich", "CommandLine=* | count()", folder / "processes.gz"], (),
             "processes are left out", LIMIT + LOOKUPS)
    harness.report(results)


if __name__ == "__main__":
    main()
