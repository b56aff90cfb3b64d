"""sign.py - write Microsoft's signed structures by hand, with the openssl program for keys.

An implementation of its own of what src/signature reads: DER, SignedData, SpcIndirectData, catalogs
and trust lists. What it writes is small and has no time stamp.
"""
import hashlib
import pathlib
import subprocess

SPC_INDIRECT = "1.3.6.1.4.1.311.2.1.4"
SIP_INFO = "1.3.6.1.4.1.311.2.1.30"
CAB_DATA = "1.3.6.1.4.1.311.2.1.25"
PE_DATA = "1.3.6.1.4.1.311.2.1.15"
CTL = "1.3.6.1.4.1.311.10.1"
CATALOG_LIST = "1.3.6.1.4.1.311.12.1.1"
CATALOG_MEMBER = {"sha1": "1.3.6.1.4.1.311.12.1.2", "sha256": "1.3.6.1.4.1.311.12.1.3"}
ROOT_LIST_SIGNER = "1.3.6.1.4.1.311.10.3.9"
PROPERTY = "1.3.6.1.4.1.311.10.11."
HASHES = {"sha1": "1.3.14.3.2.26", "sha256": "2.16.840.1.101.3.4.2.1", "sha384": "2.16.840.1.101.3.4.2.2"}
ECDSA = {"sha1": "1.2.840.10045.4.1", "sha256": "1.2.840.10045.4.3.2", "sha384": "1.2.840.10045.4.3.3"}


def tlv(tag, *parts):
    body = b"".join(parts)
    if len(body) < 0x80:
        return bytes([tag, len(body)]) + body
    size = len(body).to_bytes((len(body).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(size)]) + size + body


def seq(*parts):
    return tlv(0x30, *parts)


def set_of(*parts):
    return tlv(0x31, *sorted(parts))


def octets(data):
    return tlv(4, data)


def integer(value):
    return tlv(2, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def oid(dotted):
    first, second, *rest = (int(part) for part in dotted.split("."))
    out = bytearray()
    for value in [first * 40 + second, *rest]:
        chunk = [value & 0x7F]
        while value := value >> 7:
            chunk.append(0x80 | value & 0x7F)
        out += bytes(reversed(chunk))
    return tlv(6, bytes(out))


def algorithm(dotted):
    return seq(oid(dotted), tlv(5))


def utc_time(text):
    return tlv(0x17, text.encode())


def parts_of(der):
    """The elements in the contents of `der`, each with tag and length."""
    at, end, out = header(der, 0)[0], sum(header(der, 0)), []
    while at < end:
        start, size = header(der, at)
        out.append(der[at:start + size])
        at = start + size
    return out


def header(der, at):
    """(offset, size) of the contents of the element at `at`."""
    size, n = der[at + 1], 0
    if size & 0x80:
        n = size & 0x7F
        size = int.from_bytes(der[at + 2:at + 2 + n], "big")
    return at + 2 + n, size


def openssl(*args, stdin=None):
    return subprocess.run(["openssl", *args], input=stdin, capture_output=True, check=True).stdout


class Signer:
    """A self-signed certificate and its key, in a folder."""

    def __init__(self, folder, name="Test Publisher", eku="codeSigning"):
        self.key = pathlib.Path(folder) / f"{name}.key"
        self.pem = pathlib.Path(folder) / f"{name}.pem"
        if not self.pem.exists():
            openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "7300",
                    "-subj", f"/CN={name}", "-addext", f"extendedKeyUsage={eku}", "-keyout", self.key,
                    "-out", self.pem)
        self.der = openssl("x509", "-in", self.pem, "-outform", "DER")

    def pkcs7(self, content_type, content, digest="sha256"):
        """SignedData over `content`, a whole DER element."""
        start, size = header(content, 0)
        tbs = parts_of(parts_of(self.der)[0])
        attributes = [
            seq(oid("1.2.840.113549.1.9.3"), set_of(oid(content_type))),
            seq(oid("1.2.840.113549.1.9.4"),
                set_of(octets(hashlib.new(digest, content[start:start + size]).digest()))),
        ]
        signature = openssl("dgst", f"-{digest}", "-sign", self.key, stdin=set_of(*attributes))
        info = seq(integer(1), seq(tbs[3], tbs[1]), algorithm(HASHES[digest]), tlv(0xA0, *sorted(attributes)),
                   seq(oid(ECDSA[digest])), octets(signature))
        signed = seq(integer(1), set_of(algorithm(HASHES[digest])), seq(oid(content_type), tlv(0xA0, content)),
                     tlv(0xA0, self.der), set_of(info))
        return seq(oid("1.2.840.113549.1.7.2"), tlv(0xA0, signed))

    def indirect(self, data_type, data, digest_bytes, digest="sha256"):
        """The signature of a file with this digest."""
        return self.pkcs7(SPC_INDIRECT, spc(data_type, data, digest_bytes, digest), digest)


def spc(data_type, data, digest_bytes, digest="sha256"):
    return seq(seq(oid(data_type), data), seq(algorithm(HASHES[digest]), octets(digest_bytes)))


def sip_info(guid):
    return seq(integer(0x10000), octets(bytes.fromhex(guid)), *[integer(0)] * 5)


def sip_info_of_app(guid):
    return seq(integer(0x01010000), octets(bytes.fromhex(guid)), *[integer(0)] * 5)


def catalog(members, digest="sha256", as_hex=False):
    """The content of a catalog that lists these digests."""
    def member(value):
        tag = (value.hex().upper() + "\0").encode("utf-16-le") if as_hex else value
        return seq(octets(tag), set_of(seq(oid(SPC_INDIRECT), set_of(spc(PE_DATA, seq(), value, digest)))))
    return seq(seq(oid(CATALOG_LIST)), octets(b"0123456789abcdef"), utc_time("220601000000Z"),
               algorithm(CATALOG_MEMBER[digest]), seq(*[member(value) for value in sorted(members)]))


def trust_list(entries, usage=ROOT_LIST_SIGNER, digest="sha1", when="300101000000Z"):
    """A list of (certificate hash, {property number: bytes})."""
    def subject(key, properties):
        return seq(octets(key), set_of(*[seq(oid(PROPERTY + str(n)), set_of(octets(value)))
                                         for n, value in properties.items()]))
    return seq(seq(oid(usage)), integer(1), utc_time(when), algorithm(HASHES[digest]),
               seq(*[subject(*entry) for entry in entries]))
