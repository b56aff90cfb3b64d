"""appx.py - write app packages: a zip file whose last entry signs the rest."""
import hashlib
import io
import zipfile

SIGNATURE = "AppxSignature.p7x"
PACKAGE = "4bdfc50a07cee24db76e23c839a09fd1"
PARTS = {"AXCT": "[Content_Types].xml", "AXBM": "AppxBlockMap.xml", "AXCI": "AppxMetadata/CodeIntegrity.cat"}


def packed(files):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def digests(files, algorithm=hashlib.sha256):
    """The list that is signed, for the package without its signature."""
    whole = packed(files)
    directory = zipfile.ZipFile(io.BytesIO(whole)).start_dir
    out = b"APPX" + b"AXPC" + algorithm(whole[:directory]).digest() + b"AXCD" + algorithm(whole[directory:]).digest()
    for mark, name in PARTS.items():
        if name in files:
            out += mark.encode() + algorithm(files[name]).digest()
    return out


def write(files, pkcs7):
    out = io.BytesIO(packed(files))
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as package:
        package.writestr(zipfile.ZipInfo(SIGNATURE), b"PKCX" + pkcs7, zipfile.ZIP_DEFLATED)
    return out.getvalue()
