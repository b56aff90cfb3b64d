"""signify_verdicts.py - run within signify's environment: lines `path<TAB>root.pem or -` in, words out.

Prints `path<TAB>status` a line; the status is that of signify's AuthenticodeVerificationResult, or the
name of an exception.
"""
import pathlib
import re
import sys

# oscrypto 1.3.0 looks for a version of single digits only and gives up on OpenSSL 3.0.10 and later.
search = re.search
re.search = lambda pattern, text, flags=0: search(pattern.replace(r"\d\.\d\.\d[a-z]*", r"\d\.\d\.\d+[a-z]*")
                                                  if isinstance(pattern, str) else pattern, text, flags)
from signify.authenticode import AuthenticodeFile  # noqa: E402
from signify.x509 import FileSystemCertificateStore  # noqa: E402

re.search = search


def status(path, root):
    store = {} if root == "-" else {
        "trusted_certificate_store": FileSystemCertificateStore(location=pathlib.Path(root), trusted=True)}
    try:
        with open(path, "rb") as stream:
            return AuthenticodeFile.from_stream(stream, file_name=path).explain_verify(**store)[0].name
    except Exception as error:  # noqa: BLE001 - whatever it is, it is signify's answer
        return type(error).__name__


for line in sys.stdin:
    path, root = line.rstrip("\n").split("\t")
    print(f"{path}\t{status(path, root)}", flush=True)
