"""cabinet.py - write cabinets of one file, stored or packed with MSZIP."""
import struct
import zlib

BLOCK = 32768


def packed(part, before):
    """A raw deflate stream behind "CK", with the block before it as dictionary."""
    pack = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, before) if before else \
        zlib.compressobj(9, zlib.DEFLATED, -15)
    return b"CK" + pack.compress(part) + pack.flush()


def write(payload, name=b"a.txt", is_packed=False):
    blocks, n, before = b"", 0, b""
    for at in range(0, len(payload), BLOCK):
        part = payload[at:at + BLOCK]
        data = packed(part, before) if is_packed else part
        blocks += struct.pack("<IHH", 0, len(data), len(part)) + data
        n, before = n + 1, part
    files = struct.pack("<IIHHHH", len(payload), 0, 0, 0x5A21, 0x6000, 0x20) + name + b"\0"
    files_at = 36 + 8
    data_at = files_at + len(files)
    header = b"MSCF" + struct.pack("<IIIIIBBHHHHH", 0, data_at + len(blocks), 0, files_at, 0, 3, 1, 1, 1, 0, 0x1234, 0)
    return header + struct.pack("<IHH", data_at, n, 1 if is_packed else 0) + files + blocks


def sign(cabinet, signer, digest):
    """`digest` is hashlib's constructor; `signer` makes a PKCS #7 of a digest."""
    files_at, = struct.unpack_from("<I", cabinet, 16)
    data_at, = struct.unpack_from("<I", cabinet, 36)
    size = len(cabinet) + 24
    head = bytearray(cabinet[:36])
    struct.pack_into("<I", head, 8, size)
    struct.pack_into("<I", head, 16, files_at + 24)
    struct.pack_into("<H", head, 30, 4)
    folder = struct.pack("<I", data_at + 24) + cabinet[40:44]
    reserve = struct.pack("<HBBI", 20, 0, 0, 0x00100000)
    body = folder + cabinet[44:]
    # Not digested: the field at 4, the cabinet's number, reserve sizes, the reserve but its last 4 bytes.
    pkcs7 = signer(digest(bytes(head[:4]) + bytes(head[8:34]) + bytes(4) + body).digest())
    return bytes(head) + reserve + struct.pack("<IIII", size, len(pkcs7), 0, 0) + body + pkcs7
