#!/usr/bin/env python3
"""make.py - write the small location databases of the tests beside this script.

The format is MaxMind DB 2.0 (maxmind.github.io/MaxMind-DB): a binary tree over the bits of IPv6
addresses, IPv4 below ::/96, then the records, then what the file says of itself. The places and
networks are invented, the addresses those that are reserved for documentation.
"""
import ipaddress
import pathlib
import struct

HERE = pathlib.Path(__file__).resolve().parent
MARK = b"\xab\xcd\xefMaxMind.com"
SEPARATOR = 16  # zero bytes between tree and data

PLACES = {
    "192.0.2.0/24": {"country": {"iso_code": "DE"}, "subdivisions": [{"iso_code": "BY"}],
                     "city": {"names": {"de": "München", "en": "Munich"}},
                     "location": {"latitude": 48.1374, "longitude": 11.5755}},
    "198.51.100.0/25": {"registered_country": {"iso_code": "US"},
                        "location": {"latitude": -37.751, "longitude": 0.0}},
    "2001:db8::/32": {"country": {"iso_code": "JP"}, "city": {"names": {"ja": "東京"}}},
}
NETWORKS = {
    "192.0.2.0/24": {"autonomous_system_number": 64496, "autonomous_system_organization": "Example Net"},
    "2001:db8::/32": {"autonomous_system_number": 4200000000},
}


class Small(int):
    """A number of 16 bits, as some of what a file says of itself has to be."""


class Large(int):
    """A number of 64 bits."""


def head(kind, size):
    if kind > 7:
        return bytes([min(size, 28), kind - 7])
    if size < 29:
        return bytes([kind << 5 | size])
    return bytes([kind << 5 | 29, size - 29])


def encode(value):
    if isinstance(value, str):
        text = value.encode()
        return head(2, len(text)) + text
    if isinstance(value, float):
        return head(3, 8) + struct.pack(">d", value)
    if isinstance(value, int):
        raw = value.to_bytes((value.bit_length() + 7) // 8, "big")
        kind = 5 if isinstance(value, Small) else 9 if isinstance(value, Large) else 6
        return head(kind, len(raw)) + raw
    if isinstance(value, dict):
        return head(7, len(value)) + b"".join(encode(k) + encode(v) for k, v in value.items())
    return head(11, len(value)) + b"".join(encode(v) for v in value)


def bits_of(network):
    net = ipaddress.ip_network(network)
    if net.version == 6:
        return f"{int(net.network_address):0128b}"[:net.prefixlen]
    return "0" * 96 + f"{int(net.network_address):032b}"[:net.prefixlen]


def database(kind, records):
    nodes, data = [[None, None]], b""
    for network, record in records.items():
        at, bits = 0, bits_of(network)
        for bit in bits[:-1]:
            if nodes[at][int(bit)] is None:
                nodes[at][int(bit)] = len(nodes)
                nodes.append([None, None])
            at = nodes[at][int(bit)]
        nodes[at][int(bits[-1])] = ("data", len(data))
        data += encode(record)

    def number(entry):
        if entry is None:
            return len(nodes)
        return len(nodes) + SEPARATOR + entry[1] if isinstance(entry, tuple) else entry

    tree = b"".join(number(e).to_bytes(3, "big") for node in nodes for e in node)
    about = {"binary_format_major_version": Small(2), "binary_format_minor_version": Small(0),
             "build_epoch": Large(1700000000), "database_type": kind,
             "description": {"en": "made up for tests"}, "ip_version": Small(6), "languages": ["en"],
             "node_count": len(nodes), "record_size": Small(24)}
    return tree + bytes(SEPARATOR) + data + MARK + encode(about)


(HERE / "city.mmdb").write_bytes(database("Test-City", PLACES))
(HERE / "asn.mmdb").write_bytes(database("Test-ASN", NETWORKS))
