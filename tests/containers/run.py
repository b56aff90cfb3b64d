#!/usr/bin/env python3
"""run.py PROGRAM - files of every container, signed by hand or by osslsigncode, verified by the program.

The samples are made by sign.py, cfbf.py and cabinet.py, which share no code with the program; they need
the openssl program. Cases signed by osslsigncode are skipped, visibly, where it is missing.
"""
import functools
import hashlib
import http.server
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]
import appx
import cabinet
import cfbf
import harness
import sign

PS, JS = "1fcc3b60594b084eb724d2c6297ef351", "10e0c906ce38d411a2a300104bd35090"
VBS, WSF = "4ef029169927b54d8fe5ace10f17ebab", "7005611ace38d411a2a300104bd35090"
MSI = "f1100c0000000000c000000000000046"
LIST_EKU = "1.3.6.1.4.1.311.10.3.9,1.3.6.1.4.1.311.10.3.30"
# Far from today on both sides: the certificates are made when the test runs.
FILETIME_2010, FILETIME_2100 = 129067776000000000, 157469184000000000


class World:
    """Where the samples lie, who signs, and the program."""

    def __init__(self, program, folder):
        self.program, self.folder = program, pathlib.Path(folder)
        self.signer = sign.Signer(folder, "Script Signer")
        self.lister = sign.Signer(folder, "List Signer", LIST_EKU)

    def file(self, name, data):
        path = self.folder / name
        path.write_bytes(data)
        return path

    def verify(self, path, *options, roots=True):
        trusted = ["--roots", self.signer.pem] if roots else []
        env = {"COUNTERSIGN_NOW": str(2 * 10**12)}
        status, out, err = harness.run(self.program, "verify", "--format=ndjson", *trusted, *options, path, env=env)
        rows = harness.rows_of(out)
        return rows[0] if rows else {"verdict": f"status {status}: {err}"}

    def roots(self, *args):
        return harness.run(self.program, "roots", *args)


def block(style, pkcs7, end="\r\n"):
    import base64
    begin, last, opening, closing = style
    text = base64.b64encode(pkcs7).decode()
    lines = [begin, *[opening + text[i:i + 64] + closing for i in range(0, len(text), 64)], last]
    return "\r\n" + "\r\n".join(lines) + end


STYLES = {
    "ps1": ("# SIG # Begin signature block", "# SIG # End signature block", "# ", ""),
    "ps1xml": ("<!-- SIG # Begin signature block -->", "<!-- SIG # End signature block -->", "<!-- ", " -->"),
    "mof": ("/* SIG # Begin signature block */", "/* SIG # End signature block */", "/* ", " */"),
    "js": ("// SIG // Begin signature block", "// SIG // End signature block", "// SIG // ", ""),
    "vbs": ("'' SIG '' Begin signature block", "'' SIG '' End signature block", "'' SIG '' ", ""),
    "wsf": ("<signature>", "</signature>", "** SIG ** ", ""),
}


def script(world, kind, text, guid, encoding="utf-8", mark=b"", tail=""):
    """A signed script; `tail` stands behind the block."""
    units = (text + tail).encode("utf-16-le")
    if guid == PS:
        covered = (("\ufeff" if mark else "").encode("utf-16-le")) + units
    else:
        covered = units + struct.pack("<I", len(units) // 2)
    pkcs7 = world.signer.indirect(sign.SIP_INFO, sign.sip_info(guid), hashlib.sha256(covered).digest())
    return mark + (text + block(STYLES[kind], pkcs7) + tail).encode(encoding)


def script_cases(world):
    text = "Write-Host 'h\u00e9llo \U0001f600'\r\nexit\r\n"
    plain = script(world, "ps1", "Write-Host hi\r\n", PS)
    yield "ps1", world.file("a.ps1", plain), "valid"
    yield "ps1 without its name", world.file("script", plain), "valid"
    yield "ps1, letter changed", world.file("b.ps1", plain.replace(b"hi", b"ho")), "hash_mismatch"
    yield "ps1, text behind", world.file("c.ps1", plain + b"Remove-Item x\r\n"), "hash_mismatch"
    yield "ps1, cut block", world.file("d.ps1", plain[:-60]), "malformed"
    yield "ps1, not base64", world.file("e.ps1", plain.replace(b"\r\n# MII", b"\r\n# M!I")), "malformed"
    yield "ps1, unsigned", world.file("f.ps1", b"Write-Host hi\r\n"), "unsigned"
    yield "psm1, UTF-8", world.file("g.psm1", script(world, "ps1", text, PS)), "valid"
    yield "psd1, UTF-8 with mark", world.file("h.psd1", script(world, "ps1", text, PS, mark=b"\xef\xbb\xbf")), "valid"
    yield "ps1, UTF-16", world.file("i.ps1", script(world, "ps1", text, PS, "utf-16-le", b"\xff\xfe")), "valid"
    yield "ps1, UTF-16 big", world.file("j.ps1", script(world, "ps1", text, PS, "utf-16-be", b"\xfe\xff")), "valid"
    legacy = script(world, "ps1", "Write-Host 'caf\u00e9 \u20ac'\r\n", PS, "cp1252")
    yield "ps1, code page 1252", world.file("k.ps1", legacy), "valid"
    yield "ps1xml", world.file("l.ps1xml", script(world, "ps1xml", "<a/>\r\n", PS)), "valid"
    yield "mof", world.file("m.mof", script(world, "mof", "class A {};\r\n", PS)), "valid"
    yield "js", world.file("n.js", script(world, "js", "var a;\r\n", JS)), "valid"
    yield "vbs", world.file("o.vbs", script(world, "vbs", "x = 1\r\n", VBS)), "valid"
    wsf = script(world, "wsf", "<job>\r\n<script/>", WSF, tail="</job>\r\n")
    yield "wsf", world.file("p.wsf", wsf), "valid"
    yield "wsf, changed behind", world.file("q.wsf", wsf.replace(b"</job>", b"</jab>")), "hash_mismatch"
    other = world.signer.indirect(sign.SIP_INFO, sign.sip_info(MSI), hashlib.sha256("a\r\n".encode("utf-16-le")).digest())
    yield "ps1, signed as a package", world.file("r.ps1", b"a\r\n" + block(STYLES["ps1"], other).encode()), "hash_mismatch"


def package(world, streams, extra=False, digest="sha256"):
    streams = dict(streams)
    if extra:
        streams[cfbf.EXTRA] = hashlib.new(digest, cfbf.metadata(streams)).digest()
    data = sign.sip_info(MSI)
    streams[cfbf.SIGNATURE] = world.signer.indirect(sign.SIP_INFO, data, cfbf.digest(streams, digest), digest)
    return cfbf.write(streams)


def package_cases(world):
    streams = {"Big": b"x" * 9000, "Small": b"hello", "Empty": b"", "Sm": b"shorter name first"}
    plain, extra = package(world, streams), package(world, streams, True)
    yield "msi", world.file("a.msi", plain), "valid"
    yield "msi, metadata too", world.file("b.msi", extra), "valid"
    yield "msi, SHA-1", world.file("c.msi", package(world, streams, True, "sha1")), "valid"
    yield "msi, small stream changed", world.file("d.msi", plain.replace(b"hello", b"hallo")), "hash_mismatch"
    yield "msi, big stream changed", world.file("e.msi", plain.replace(b"xxxx", b"xxyx", 1)), "hash_mismatch"
    renamed = extra.replace("Big".encode("utf-16-le"), "Bog".encode("utf-16-le"))
    yield "msi, stream renamed", world.file("f.msi", renamed), "hash_mismatch"
    yield "msi, unsigned", world.file("g.msi", cfbf.write(streams)), "unsigned"
    yield "compound file of another kind", world.file("h.doc", cfbf.write(streams, bytes(16))), "not_signable"
    circle = bytearray(plain)
    circle[-512:] = bytes(512)
    yield "msi, chain in a circle", world.file("i.msi", circle), "malformed"


def cabinet_cases(world):
    signer = functools.partial(world.signer.indirect, sign.CAB_DATA, sign.seq())
    signed = cabinet.sign(cabinet.write(b"hello"), signer, hashlib.sha256)
    yield "cab", world.file("a.cab", signed), "valid"
    yield "cab, changed", world.file("b.cab", signed.replace(b"hello", b"hallo")), "hash_mismatch"
    yield "cab, data behind", world.file("c.cab", signed + b"more"), "hash_mismatch"
    yield "cab, unsigned", world.file("d.cab", cabinet.write(b"hello")), "unsigned"
    outside = bytearray(signed)
    outside[44:48] = b"\xff" * 4
    yield "cab, signature outside", world.file("e.cab", outside), "malformed"
    yield "p7x alone", world.file("AppxSignature.p7x", b"PKCX" + signed[-400:]), "malformed"


def block_map_cases(world, files, signed):
    """Packages that are soundly signed, but whose map is that of other files."""
    def case(name, what, verdict, **changed):
        made = signed({**files, appx.MAP: appx.block_map({**files, **changed})})
        return f"msix, {what}", world.file(name, made), verdict
    big = files["Assets/Big%20&.bin"]
    yield case("l.msix", "a block that differs", "hash_mismatch", **{"Assets/Big%20&.bin": big[:-1] + b"x"})
    yield case("m.msix", "a file of another size", "hash_mismatch", **{"App.exe": b"MZ"})
    yield case("n.msix", "a file that is missing", "hash_mismatch", **{"Other.dll": b"MZ"})
    plain = files[appx.MAP]
    for name, what, old, new, verdict in (
            ("o.msix", "a block too few", b'<Block ', b'<Other ', "hash_mismatch"),
            ("p.msix", "a block too many", b'</BlockMap>', b'<Block Hash="AAAA"/></BlockMap>', "hash_mismatch"),
            ("q.msix", "a hash that is none", b'Hash="', b'Hash="*', "hash_mismatch"),
            ("r.msix", "a map that names no method", b"HashMethod", b"HashMethot", "hash_mismatch"),
            ("s.msix", "elements that are not known", b"<File ", b"<x:y z='>'/><File ", "valid"),
            ("t.msix", "a tag that does not end", b"</BlockMap>", b"<File Name='", "valid")):
        yield f"msix, {what}", world.file(name, signed({**files, appx.MAP: plain.replace(old, new)})), verdict
    for method in ("sha384", "sha512"):
        made = signed({**files, appx.MAP: appx.block_map(files, method)})
        yield f"msix, map of {method}", world.file(f"{method}.msix", made), "valid"


def app_cases(world):
    files = {"App.exe": b"MZ" + b"program " * 40, "AppxManifest.xml": b"<Package/>", "[Content_Types].xml": b"<Types/>",
             "Assets/Big%20&.bin": b"0123456789abcdef" * 10000, "empty.txt": b""}
    files[appx.MAP] = appx.block_map(files)
    code = {**files, "AppxMetadata/CodeIntegrity.cat": b"a catalog"}

    def signed(content, claimed=None, guid=appx.PACKAGE):
        data = sign.sip_info_of_app(guid)
        return appx.write(content, world.signer.indirect(sign.SIP_INFO, data, appx.digests(claimed or content)))

    whole = signed(files)
    yield "msix", world.file("a.msix", whole), "valid"
    yield "msix without its name", world.file("package", whole), "valid"
    yield "msix with code integrity", world.file("b.msix", signed(code)), "valid"
    yield "msix, a file changed", world.file("c.msix", signed({**files, "App.exe": b"MZ other"}, files)), "hash_mismatch"
    yield "msix, block map changed", world.file(
        "d.msix", signed({**files, appx.MAP: files[appx.MAP] + b"\n"}, files)), "hash_mismatch"
    yield "msix, a file added", world.file("e.msix", signed(code, files)), "hash_mismatch"
    yield "msix, a comment added", world.file("f.msix", whole[:-2] + b"\4\0more"), "hash_mismatch"
    yield "msix, unsigned", world.file("g.msix", appx.packed(files)), "unsigned"
    yield "msix, signed as a script", world.file("h.msix", signed(files, guid=PS)), "hash_mismatch"
    yield "msix, signature with two names", world.file("i.msix", whole.replace(b"AppxSignature.p7x", b"AppxSignature.p7y", 1)), \
        "malformed"
    yield "msix, cut", world.file("j.msix", whole[:-80]), "malformed"
    yield from block_map_cases(world, files, signed)
    yield "zip of another kind", world.file("k.zip", appx.packed({"a.txt": b"a"})), "not_signable"


def catalog_results(world):
    listed, stranger = b"some file\n", b"another file\n"
    folder = world.folder / "catalogs"
    folder.mkdir()
    members = {"sha256": sign.catalog([hashlib.sha256(listed).digest()]),
               "sha1": sign.catalog([hashlib.sha1(stranger).digest()], "sha1", as_hex=True)}
    for name, content in members.items():
        (folder / f"{name}.cat").write_bytes(world.signer.pkcs7(sign.CTL, content))
    (folder / "broken.cat").write_bytes(world.signer.pkcs7(sign.CTL, members["sha256"])[:400])
    signed = world.verify(world.file("listed.txt", listed), "--catalogs", folder)
    yield check("listed by SHA-256", signed, "valid", sign_info_flags=294928)
    yield check("listed by digits of SHA-1", world.verify(world.file("x", stranger), "--catalogs", folder), "valid")
    missed = world.verify(world.file("y.ps1", b"not listed"), "--catalogs", folder)
    yield check("not listed", missed, "unsigned")
    untrusted = world.verify(world.folder / "listed.txt", "--catalogs", folder, roots=False)
    yield check("listed by a stranger", untrusted, "untrusted_root")
    yield check("catalog itself", world.verify(folder / "sha256.cat"), "valid")


def check(name, row, verdict, **fields):
    wrong = [f"{key} is {row.get(key)!r}, expected {value!r}" for key, value in fields.items()
             if str(row.get(key)) != str(value)]
    if row["verdict"] != verdict:
        wrong.insert(0, f"{row['verdict']}, expected {verdict}: {row.get('detail')}")
    return name, "\n".join(wrong) or None, None


def list_results(world):
    """Trust lists, imported and obeyed."""
    store, target = world.folder / "roots.idx", world.folder / "a.ps1"
    key = hashlib.sha1(world.signer.der).digest()
    usage = {"code": sign.seq(sign.oid("1.3.6.1.5.5.7.3.3")), "mail": sign.seq(sign.oid("1.3.6.1.5.5.7.3.4"))}
    cases = {
        "trusted": ({9: usage["code"]}, "valid"),
        "no usage list": ({}, "valid"),
        "for mail only": ({9: usage["mail"]}, "wrong_usage"),
        "denied": ({122: usage["code"]}, "wrong_usage"),
        "disabled": ({104: struct.pack("<Q", FILETIME_2010)}, "distrusted"),
        "disabled later": ({104: struct.pack("<Q", FILETIME_2100)}, "valid"),
        "nothing new": ({126: struct.pack("<Q", FILETIME_2010)}, "distrusted"),
        "nothing new for mail": ({126: struct.pack("<Q", FILETIME_2010), 127: usage["mail"]}, "valid"),
    }
    for name, (properties, verdict) in cases.items():
        path = world.file("authroot.stl", world.lister.pkcs7(sign.CTL, sign.trust_list([(key, properties)])))
        status, _, err = world.roots("import", "-o", store, "--anchor", world.lister.pem, path, world.signer.pem)
        row = world.verify(target, "--roots", store, roots=False) if status == 0 else {"verdict": err}
        yield check(f"list: {name}", row, verdict)
    trusted = world.lister.pkcs7(sign.CTL, sign.trust_list([(key, {})]))
    yield from import_results(world, trusted, store)
    yield from fetch_results(world, trusted, key, store)


def import_results(world, trusted, store):
    disallowed = sign.trust_list([(key_of(world.signer), {})], usage="1.3.6.1.4.1.311.10.3.30")
    files = [world.file("list.cab", cabinet.write(trusted, b"authroot.stl", is_packed=True)),
             world.file("disallowed.stl", world.lister.pkcs7(sign.CTL, disallowed)), world.signer.pem]
    status, _, err = world.roots("import", "-o", store, "--anchor", world.lister.pem, *files)
    yield check("cabinet and disallowed list", world.verify(world.folder / "a.ps1", "--roots", store, roots=False)
                if status == 0 else {"verdict": err}, "distrusted")
    before = store.read_bytes()
    for name, args in {"signer unknown": [files[0], world.signer.pem],
                       "signature wrong": ["--anchor", world.lister.pem, world.signer.pem,
                                           world.file("bad.stl", trusted.replace(key_of(world.signer), bytes(20)))],
                       "signed by a program's publisher": [
                           "--anchor", world.signer.pem,
                           world.file("own.stl", world.signer.pkcs7(sign.CTL, sign.trust_list([])))]}.items():
        status, _, err = world.roots("import", "-o", store, *args)
        fits = status == 2 and store.read_bytes() == before
        yield f"import refused: {name}", None if fits else f"status {status}: {err}", None
    damaged = bytearray(before)
    damaged[len(damaged) // 2] ^= 1
    status, _, err = world.roots("list", "-o", world.file("damaged.idx", damaged))
    yield "damaged index", None if status == 2 and "damaged" in err else f"status {status}: {err}", None


def key_of(signer):
    return hashlib.sha1(signer.der).digest()


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


def fetch_results(world, trusted, key, store):
    """Everything over HTTP from this machine; then with a part missing."""
    folder = world.folder / "mirror"
    folder.mkdir()
    (folder / "authrootstl.cab").write_bytes(cabinet.write(trusted, b"authroot.stl", is_packed=True))
    (folder / "disallowedcertstl.cab").write_bytes(cabinet.write(world.lister.pkcs7(
        sign.CTL, sign.trust_list([(bytes(20), {})], usage="1.3.6.1.4.1.311.10.3.30"))))
    (folder / f"{key.hex().upper()}.crt").write_bytes(world.signer.der)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        args = ["fetch", "-o", store, "--anchor", world.lister.pem, "--from", f"http://127.0.0.1:{server.server_port}"]
        status, _, err = world.roots(*args)
        row = world.verify(world.folder / "a.ps1", "--roots", store, roots=False) if status == 0 else {"verdict": err}
        yield check("fetch", row, "valid")
        before = store.read_bytes()
        (folder / "disallowedcertstl.cab").unlink()
        status, _, err = world.roots(*args)
        yield "fetch, a list missing", None if status == 2 and store.read_bytes() == before else f"{status}: {err}", None
        left = [path.name for path in store.parent.glob("roots.idx.*")]
        yield "fetch leaves nothing behind", f"left: {left}" if left else None, None
        server.shutdown()


def foreign_results(world):
    """The same kinds of files, signed by osslsigncode."""
    tool = shutil.which("osslsigncode")
    streams = {"Big": b"x" * 9000, "Small": b"hello"}
    samples = {"f.ps1": b"Write-Host hi\r\n", "f.mof": b"class A {};\r\n", "f.ps1xml": b"<a/>\r\n",
               "f.cab": cabinet.write(b"hello"), "f.msi": cfbf.write(streams)}
    for name, data in samples.items():
        for extra in [[], ["-add-msi-dse"]] if name.endswith(".msi") else [[]]:
            title = " ".join(["osslsigncode:", name, *extra])
            if not tool:
                yield title, None, "SKIP osslsigncode is not installed"
                continue
            out = world.folder / f"signed{len(extra)}-{name}"
            done = subprocess.run([tool, "sign", "-certs", world.signer.pem, "-key", world.signer.key, "-h", "sha256",
                                   *extra, "-in", world.file(name, data), "-out", out], capture_output=True)
            if done.returncode:
                yield title, None, "SKIP this osslsigncode cannot sign it"
                continue
            yield check(title, world.verify(out), "valid")


def results(world):
    for cases in script_cases, package_cases, cabinet_cases, app_cases:
        for name, path, verdict in cases(world):
            yield check(name, world.verify(path), verdict)
    yield from catalog_results(world)
    yield from list_results(world)
    yield from foreign_results(world)


def main():
    if not shutil.which("openssl"):
        harness.skip_all("the openssl program, which makes the keys, is not installed")
    with tempfile.TemporaryDirectory() as folder:
        harness.report(list(results(World(sys.argv[1], folder))))


main()
