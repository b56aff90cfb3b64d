#!/usr/bin/env python3
"""independent.py PROGRAM - the cases of cases.txt once more, made without the forge.

Programs come from mingw, certificates and revocation lists from openssl, signatures from osslsigncode;
what those cannot break is broken here, byte by byte. A verdict and its findings must be those of
cases.txt. Skipped where one of the tools is missing.
"""
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness
from openssl_pki import Pki

CC, RC = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-windres"
TOOLS = ["openssl", "osslsigncode", CC, RC]
SOURCE = """#include <windows.h>
void begin(void) { static const char s[] = "%s"; DWORD n;
WriteFile(GetStdHandle(STD_OUTPUT_HANDLE), s, sizeof s - 1, &n, 0); ExitProcess(0); }
"""
RESOURCE = """1 VERSIONINFO
BEGIN BLOCK "StringFileInfo" BEGIN BLOCK "040904b0" BEGIN
VALUE "CompanyName", "Microsoft Corporation"
VALUE "OriginalFilename", "svchost.exe"
END END END
"""
AT = "2026-01-01"
# Noon of days, in seconds since 1970.
DAYS = {"20190601": 1559390400, "20210601": 1622548800, "20220601": 1654084800, "20230101": 1672574400,
        "20240101": 1704110400}


class Workshop:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.pki = Pki(folder)
        self.programs = {}

    def program(self, text="plain", resource=False, flags=()):
        """An unsigned program, as bytes."""
        key = (text, resource, tuple(flags))
        if key not in self.programs:
            source, out = self.folder / "program.c", self.folder / "program.exe"
            source.write_text(SOURCE % text)
            extra = []
            if resource:
                script, extra = self.folder / "program.rc", [self.folder / "program.res"]
                script.write_text(RESOURCE)
                subprocess.run([RC, script, "-O", "coff", "-o", extra[0]], check=True)
            subprocess.run([CC, "-nostdlib", "-s", "-Os", "-Wl,-ebegin", *flags, source, *extra, "-lkernel32",
                            "-o", out], check=True)
            self.programs[key] = out.read_bytes()
        return self.programs[key]

    def sign(self, data, signer="leaf", bag=("ca", "root"), tsa="tsa", day=None, more=(), digest="sha256",
             nest=False, suffix=".exe"):
        """`data` signed by osslsigncode, which knows scripts by the suffix."""
        before, after = self.folder / f"before{suffix}", self.folder / f"after{suffix}"
        before.write_bytes(data)
        after.unlink(missing_ok=True)
        args = ["-certs", self.pki.cert(signer), "-key", self.pki.key(signer), "-h", digest, "-n", "Test"]
        if bag:
            args += ["-ac", self.pki.bag(*bag)]
        if day:
            args += ["-TSA-certs", self.pki.bag(tsa, "other-root" if tsa == "other-tsa" else "root"), "-TSA-key",
                     self.pki.key(tsa), "-TSA-time", DAYS[day]]
        done = subprocess.run(["osslsigncode", "sign", *map(str, args), *more, *(["-nest"] if nest else []),
                               "-in", before, "-out", after], capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"osslsigncode: {done.stdout}{done.stderr}")
        return after.read_bytes()


# ---- What is done to bytes. ----

def headers(data):
    """(offset of the checksum, offset of the directory entry of the certificate table)."""
    optional = struct.unpack_from("<I", data, 0x3C)[0] + 24
    magic = struct.unpack_from("<H", data, optional)[0]
    return optional + 64, optional + (128 if magic == 0x10B else 144)


def table(data):
    return struct.unpack_from("<II", data, headers(data)[1])


def with_table(data, offset, size):
    return put(data, headers(data)[1], struct.pack("<II", offset, size))


def put(data, at, what):
    return data[:at] + what + data[at + len(what):]


def checked(data):
    """With its checksum repaired."""
    at = headers(data)[0]
    data = put(data, at, bytes(4))
    even = data + bytes(len(data) % 2)
    total = sum(struct.unpack(f"<{len(even) // 2}H", even))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return put(data, at, struct.pack("<I", total + len(data)))


def graft(victim, donor):
    """The donor's table behind the victim, done well."""
    offset, size = table(donor)
    victim += bytes(-len(victim) % 8)
    return checked(with_table(victim, len(victim), size) + donor[offset:offset + size])


def sigthief(victim, donor):
    """The donor's table behind the victim, done as SigThief does it."""
    offset, size = table(donor)
    return with_table(victim, len(victim), size) + donor[offset:offset + size]


def flip(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1:]


def padded(data, payload):
    """`payload` behind the PKCS #7, within its entry; both lengths raised."""
    offset, size = table(data)
    length = struct.unpack_from("<I", data, offset)[0]
    data = put(data, offset, struct.pack("<I", length + len(payload)))
    return checked(with_table(data, offset, size + len(payload)) + payload)


def exact(data):
    """dwLength without the padding."""
    offset, _ = table(data)
    return checked(put(data, offset, struct.pack("<I", 8 + 4 + struct.unpack_from(">H", data, offset + 10)[0])))


def entry_field(data, at, value):
    return checked(put(data, table(data)[0] + at, struct.pack("<H", value)))


def signature_flipped(data):
    """The last byte of the SignerInfo, which ends the PKCS #7 of a plain signature."""
    offset, _ = table(data)
    length = struct.unpack_from(">H", data, offset + 10)[0]
    return checked(flip(data, offset + 8 + 4 + length - 5))


def cabinet(content):
    """An uncompressed cabinet with one file."""
    name, first = b"a.txt\0", 36 + 8
    data = 36 + 8 + 16 + len(name)
    size = data + 8 + len(content)
    return (struct.pack("<4sIIIIIBBHHHHH", b"MSCF", 0, size, 0, first, 0, 3, 1, 1, 1, 0, 7, 0) +
            struct.pack("<IHH", data, 1, 0) +
            struct.pack("<IIHHHH", len(content), 0, 0, 0x5021, 0, 0x20) + name +
            struct.pack("<IHH", 0, len(content), len(content)) + content)


SCRIPT = b"Write-Host test\r\n"
SUFFIX = {"94": ".ps1", "95": ".ps1", "96": ".cab", "96-cut": ".cab", "x99c": ".psm1", "x99d": ".ps1"}


def make_cases(w):
    """name: how to make (bytes, revocation list or None)."""
    plain, code = w.program, 0x210

    def stamped(**more):
        return w.sign(plain(), day="20220601", **more)

    def revoked():
        return w.pki.crl("ca", "listed", "leaf", "20230601")

    def invalid():
        return w.pki.crl("ca", "invalid", "leaf", "20240601", ["CAkeyTime", "20230601120000Z"])

    def donor():
        return w.sign(w.program("I am the donor"), day="20220601")

    return {
        "00": lambda: (plain(), None),
        "01": lambda: (w.sign(plain()), None),
        "02": lambda: (stamped(), None),
        "03": lambda: (stamped(more=["-ph"]), None),
        "04": lambda: (stamped(signer="p384"), None),
        "05": lambda: (stamped(digest="sha384"), None),
        "10": lambda: (w.sign(plain(), signer="self", bag=()), None),
        "11": lambda: (w.sign(plain(), signer="clone-leaf", bag=("clone-ca", "clone-root")), None),
        "12": lambda: (graft(plain(), donor()), None),
        "13": lambda: (graft(w.program(resource=True), donor()), None),
        "14": lambda: (sigthief(plain() + b"abc", donor()), None),
        "20": lambda: (w.sign(plain(), signer="old"), None),
        "21": lambda: (w.sign(plain(), signer="old", day="20190601"), None),
        "22": lambda: (w.sign(plain(), signer="old", day="20210601"), None),
        "23": lambda: (w.sign(plain(), signer="future"), None),
        "24": lambda: (w.sign(plain(), signer="lifetime", day="20190601"), None),
        "30": lambda: (w.sign(plain()), revoked()),
        "31": lambda: (w.sign(plain(), day="20230101"), revoked()),
        "32a": lambda: (w.sign(plain(), day="20240101"), revoked()),
        "32b": lambda: (w.sign(plain(), day="20240101"), invalid()),
        "40": lambda: (checked(flip(stamped(), code)), None),
        "41": lambda: (signature_flipped(w.sign(plain())), None),
        "43": lambda: (put(stamped(), headers(plain())[0], bytes(4)), None),
        "50": lambda: (w.sign(w.sign(plain(), signer="sha1", digest="sha1", day="20220601"), day="20220601",
                              nest=True), None),
        "51": lambda: (w.sign(w.sign(plain(), signer="self", bag=()), day="20220601", nest=True), None),
        "52": lambda: (w.sign(stamped(), signer="self", bag=(), nest=True), None),
        "60": lambda: (checked(stamped() + os.urandom(192)), None),
        "61": lambda: (padded(stamped(), os.urandom(1024)), None),
        "62": lambda: (stamped(more=["-addUnauthenticatedBlob"]), None),
        "63": lambda: (exact(stamped()), None),
        "64": lambda: (entry_field(stamped(), 4, 0x0100), None),
        "65": lambda: (entry_field(stamped(), 6, 1), None),
        "66": lambda: (checked(with_table(plain(), len(plain()) + 4096, 1024)), None),
        "67": lambda: (checked(stamped()[:-3000]), None),
        "68": lambda: (checked(put(stamped(), table(stamped())[0] + 8, b"A" * (table(stamped())[1] - 8))), None),
        "70": lambda: (w.sign(plain(), signer="no-eku", bag=("root",)), None),
        "71": lambda: (w.sign(plain(), signer="mail"), None),
        "72": lambda: (w.sign(plain(), signer="below", bag=("leaf", "ca", "root")), None),
        "73": lambda: (stamped(signer="driver"), None),
        "80": lambda: (w.sign(plain(), digest="md5"), None),
        "81": lambda: (w.sign(plain(), signer="sha1", digest="sha1"), None),
        "82": lambda: (w.sign(plain(), signer="md5"), None),
        "83": lambda: (w.sign(plain(), signer="weak"), None),
        "94": lambda: (w.sign(SCRIPT, day="20220601", suffix=".ps1"), None),
        "95": lambda: (flip(w.sign(SCRIPT, day="20220601", suffix=".ps1"), 2), None),
        "96": lambda: (w.sign(cabinet(b"hello"), day="20220601", suffix=".cab"), None),
        "96-cut": lambda: (flip(w.sign(cabinet(b"hello" * 20), day="20220601", suffix=".cab"), 150), None),
        "x99c": lambda: (w.sign(b"\xef\xbb\xbf" + SCRIPT, day="20220601", suffix=".psm1"), None),
        "x99d": lambda: (w.sign(b"\xff\xfe" + SCRIPT.decode().encode("utf-16-le"), day="20220601",
                                suffix=".ps1"), None),
        "ver": lambda: (w.program(resource=True), None),
        "x16": lambda: (w.sign(plain(), signer="homoglyph", bag=()), None),
        "x17": lambda: (w.sign(plain(), signer="fan"), None),
        "x33": lambda: (w.sign(plain()), w.pki.crl("ca", "stale", since="20240101", until="20240201")),
        "x34b": lambda: (w.sign(plain()), w.pki.crl("namesake", "foreign", "leaf", "20230601")),
        "x46a": lambda: (stamped(tsa="other-tsa"), None),
        "x46b": lambda: (w.sign(plain(), signer="old", day="20190601", tsa="other-tsa"), None),
        "x78": lambda: (w.sign(plain(), signer="sealer"), None),
    }


REQUIRED = {"x33", "x34b"}


def manifest():
    """{name: (verdict, findings)} of cases.txt."""
    cases = {}
    for line in pathlib.Path(__file__).with_name("cases.txt").read_text().splitlines():
        words = line.split("#")[0].split()
        if len(words) == 3:
            cases[words[0]] = words[1], set(words[2].split(",")) - {"-"}
    return cases


def judge(program, w, name, data, crl, expected):
    """The problem, or None."""
    path = w.folder / f"sample-{name}{SUFFIX.get(name, '.exe')}"
    path.write_bytes(data)
    options = ["--crl", crl] if crl else []
    if name in REQUIRED:
        options.append("--require-revocation")
    status, out, err = harness.run(program, "verify", "--format=ndjson", "--at", AT, "--roots",
                                   w.pki.cert("root"), *options, path)
    if status not in (0, 1):
        return f"exit status {status}: {err}"
    row = harness.rows_of(out)[0]
    verdict, findings = expected
    got = set(row["findings"]) - {"revocation_not_checked"}
    if (row["verdict"], got) == (verdict, findings):
        return None
    return f"expected {verdict} {sorted(findings)}\ngot {row['verdict']} {sorted(got)}\n{row['detail']}"


def main():
    if missing := [tool for tool in TOOLS if not shutil.which(tool)]:
        harness.skip_all(f"missing: {', '.join(missing)}")
    expected, results = manifest(), []
    with tempfile.TemporaryDirectory(prefix="countersign-") as folder:
        w = Workshop(folder)
        for name, make in make_cases(w).items():
            try:
                problem = judge(sys.argv[1], w, name, *make(), expected[name])
            except (RuntimeError, subprocess.CalledProcessError) as error:
                problem = f"{error}\n{getattr(error, 'stderr', '') or ''}"
            results.append((name, problem, None))
    harness.report(results)


main()
