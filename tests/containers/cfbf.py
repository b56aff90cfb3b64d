"""cfbf.py - write small compound files, and digest them as Windows Installer does."""
import hashlib
import struct

FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
PACKAGE = bytes.fromhex("84100c0000000000c000000000000046")
SECTOR, MINI, CUTOFF = 512, 64, 4096
SIGNATURE, EXTRA = "\5DigitalSignature", "\5MsiDigitalSignatureEx"


def encoded(name):
    return name.encode("utf-16-le") + b"\0\0"


def in_order(streams):
    return sorted(streams, key=encoded)


def entry(name, kind, child, start, size, class_id=bytes(16), right=FREE):
    raw = encoded(name)
    return (raw.ljust(64, b"\0") + struct.pack("<HBBIII", len(raw), kind, 1, FREE, right, child) + class_id
            + struct.pack("<IQQIQ", 0, 0, 0, start, size))


def metadata(streams):
    """What the digest of the metadata covers."""
    out = PACKAGE + bytes(4)
    for name in in_order(streams):
        if name not in (SIGNATURE, EXTRA):
            out += encoded(name)[:-2] + struct.pack("<I", len(streams[name])) + bytes(4) + bytes(16)
    return out


def digest(streams, algorithm="sha256"):
    h = hashlib.new(algorithm)
    if EXTRA in streams:
        h.update(hashlib.new(algorithm, metadata(streams)).digest())
    for name in in_order(streams):
        if name not in (SIGNATURE, EXTRA):
            h.update(streams[name])
    h.update(PACKAGE)
    return h.digest()


class Sectors:
    """Sectors and their allocation table."""

    def __init__(self, size):
        self.size, self.data, self.table = size, b"", []

    def add(self, data):
        """Store as a chain; the number of its first sector."""
        n = -(-len(data) // self.size)
        if n == 0:
            return END
        first = len(self.table)
        self.table += [*range(first + 1, first + n), END]
        self.data += data.ljust(n * self.size, b"\0")
        return first


def write(streams, class_id=PACKAGE):
    """The bytes of a compound file whose root holds these streams."""
    big, small = Sectors(SECTOR), Sectors(MINI)
    names, entries = list(streams), []
    for i, name in enumerate(names):
        data = streams[name]
        start = (small if len(data) < CUTOFF else big).add(data)
        right = i + 2 if i + 1 < len(names) else FREE
        entries.append(entry(name, 2, FREE, start, len(data), right=right))
    mini_start = big.add(small.data)
    root = entry("Root Entry", 5, 1 if names else FREE, mini_start, len(small.data), class_id)
    directory = b"".join([root, *entries])
    directory_start = big.add(directory.ljust(-(-len(directory) // SECTOR) * SECTOR, b"\0"))
    mini_fat = struct.pack(f"<{len(small.table)}I", *small.table)
    mini_fat_start = big.add(mini_fat.ljust(-(-len(mini_fat) // SECTOR) * SECTOR, b"\xff"))
    mini_sectors = -(-len(mini_fat) // SECTOR)
    count = 1
    while (len(big.table) + count) * 4 > count * SECTOR:
        count += 1
    fat_at = len(big.table)
    table = big.table + [FAT] * count
    table += [FREE] * (count * SECTOR // 4 - len(table))
    header = (bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16)
              + struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, count, directory_start, 0, CUTOFF,
                            mini_fat_start if mini_sectors else END, mini_sectors, END, 0, fat_at))
    header += struct.pack("<108I", *[fat_at + i if i < count else FREE for i in range(1, 109)])
    return header + big.data + struct.pack(f"<{len(table)}I", *table)
