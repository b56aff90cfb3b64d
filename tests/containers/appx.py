"""appx.py - write app packages: a zip file whose last entry signs the rest."""
import base64
import hashlib
import io
import xml.sax.saxutils
import zipfile

SIGNATURE = "AppxSignature.p7x"
PACKAGE = "4bdfc50a07cee24db76e23c839a09fd1"
PARTS = {"AXCT": "[Content_Types].xml", "AXBM": "AppxBlockMap.xml", "AXCI": "AppxMetadata/CodeIntegrity.cat"}
MAP = "AppxBlockMap.xml"
BLOCK = 64 * 1024
METHODS = {"sha256": "http://www.w3.org/2001/04/xmlenc#sha256",
           "sha384": "http://www.w3.org/2001/04/xmldsig-more#sha384",
           "sha512": "http://www.w3.org/2001/04/xmlenc#sha512"}


def block_map(files, method="sha256"):
    """The map of what is in a package besides the map itself."""
    lines = []
    for name, data in files.items():
        if name in PARTS.values():
            continue
        blocks = [base64.b64encode(hashlib.new(method, data[at:at + BLOCK]).digest()).decode()
                  for at in range(0, len(data), BLOCK)]
        quoted = xml.sax.saxutils.quoteattr(name.replace("/", "\\").replace("%20", " "))
        lines.append(f'<File Name={quoted} Size="{len(data)}" LfhSize="30">'
                     + "".join(f'<Block Hash="{block}" Size="1"/>' for block in blocks) + "</File>")
    return ('<?xml version="1.0" encoding="UTF-8"?>\r\n<!-- <File> --><BlockMap xmlns="urn:x" '
            f'HashMethod="{METHODS[method]}">' + "\n".join(lines) + "</BlockMap>").encode()


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
