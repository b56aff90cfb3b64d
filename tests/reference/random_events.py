"""random_events.py - lines of NDJSON as hostile as real logs, from a seeded random.Random.

Values come from small pools, so that events meet in groups and filters hit; each is now and then
missing, empty, spelled oddly, or written with escapes that hide it from a search over raw bytes.
"""
import json

PATHS = ["\\Device\\HarddiskVolume2\\Windows\\System32\\svchost.exe", "C:\\Temp\\a.exe", "a.exe",
         "/usr/bin/ls", "C:\\Temp\\", "\\\\srv\\share\\Überprüfung.dll", "", "x\ty.exe", "/"]
FLAGS = ["0", "512", "786434", "8683538", "Invalid", "invalid,expired", "REVOKED", "", "1.0", "-1",
         "9223372036854775807", "18446744073709551616", "524288", "untrusted", "00512"]
NUMBERS = ["0", "1", "2", "3", "10", "-5", "007", "1.0", "1.50", "2e3", "1E-3", ".5", "5.", "+4", "1e400",
           "9007199254740993", "9223372036854775807", "9223372036854775808", "0x10", "1,000", "abc", "",
           " 1", "NaN", "inf", "-0", "1e-400", "0.1", "0.2", "100", "99.99"]
WORDS = ["alice", "Alice", "bob", "", "root", "NT AUTHORITY\\SYSTEM", "a*b", "ærø", "Straße", "日本",
         "\U0001f600", "a b", "x=y", "line\nbreak", "\"quoted\"", "true", "false", "null", "1"]
EVENTS = ["ProcessRollup2", "SyntheticProcessRollup2", "ClassifiedModuleLoad", "DnsRequest", "processrollup2"]
TEXTS = ["powershell -enc AAAA", "cmd.exe /c whoami", "http://a.example/x?y=1", "k1=v1 k2=\"v 2\"", "",
         "Invalid signature", "10.0.0.1 192.168.1.7", "tab\there", "a/b\\c"]
ADDRESSES = ["10.0.0.1", "10.255.255.255", "192.168.1.7", "8.8.8.8", "::1", "2001:db8::1", "300.1.1.1",
             "10.0.0.1 ", "", "10.0.0"]
# Text that is no UTF-8, as lone surrogates stand for it in Python.
BYTES = ["plain", "a\udcffb", "\udcc3(", "\udcf0\udc9f\udc98", "\udced\udca0\udc80", "x" * 300, "ÿ\udcff"]
POOLS = {"event_simpleName": EVENTS, "ImageFileName": PATHS, "SignInfoFlags": FLAGS, "aid": ["h1", "h2", "h3"],
         "UserName": WORDS, "CommandLine": TEXTS, "n": NUMBERS, "m": NUMBERS, "w": WORDS, "r.w": BYTES, "ip": ADDRESSES,
         "o.x": WORDS, "o.y.z": NUMBERS, "l[0]": WORDS, "l[1]": WORDS, "l[2]": NUMBERS}
LONE = ["\\ud800", "a\\udc00b", "\\ud83d x", "\\ud83d\\ude00", "\\u0000", "\\u00ff\\b\\f"]
FIELDS = sorted(POOLS)
START_MS = 1_687_509_721_000


def write_string(rng, text):
    """A JSON string; characters are sometimes escaped that need not be."""
    out = ""
    if rng.random() < 0.02:
        return f'"{rng.choice(LONE)}"'
    hide = rng.random() < 0.15
    for c in text:
        if c in '"\\' or ord(c) < 32:
            out += json.dumps(c)[1:-1]
        elif c == "/" and rng.random() < 0.3:
            out += "\\/"
        elif hide and not "\ud800" <= c <= "\udfff" and rng.random() < 0.3:
            out += "".join(f"\\u{unit:04{rng.choice('xX')}}" for unit in utf16(c))
        else:
            out += c
    return f'"{out}"'


def utf16(c):
    raw = c.encode("utf-16-be")
    return [raw[i] << 8 | raw[i + 1] for i in range(0, len(raw), 2)]


def write_value(rng, text):
    """Mostly a string; sometimes what a careless producer writes instead."""
    if rng.random() < 0.08:
        return rng.choice(["1", "2.50", "-0", "1e3", "true", "false", "null", "12345678901234567890", "{}", "[]"])
    return write_string(rng, text)


def write_object(rng, items):
    """An object of (name, JSON text), with spacing as it comes."""
    gap = rng.choice(["", "", " ", "  "])
    return "{" + f",{gap}".join(f"{write_string(rng, k)}:{gap}{v}" for k, v in items) + "}"


def event(rng):
    items = [(name, write_value(rng, rng.choice(POOLS[name]))) for name in FIELDS
             if not name.startswith("o.") and "[" not in name and rng.random() < 0.75]
    if rng.random() < 0.85:
        items.append(("timestamp", f'"{START_MS + rng.randrange(12) * 1000 * 60}"'))
    elif rng.random() < 0.5:
        items.append(("ContextTimeStamp", f'"{START_MS // 1000 + rng.randrange(600)}.{rng.randrange(1000):03}"'))
    if rng.random() < 0.4:
        inner = write_object(rng, [("z", write_value(rng, rng.choice(NUMBERS)))])
        items.append(("o", write_object(rng, [("x", write_value(rng, rng.choice(WORDS))), ("y", inner)])))
    if rng.random() < 0.4:
        values = [write_value(rng, rng.choice(WORDS)) for _ in range(rng.randrange(4))]
        items.append(("l", "[" + ", ".join(values) + "]"))
    rng.shuffle(items)
    if items and rng.random() < 0.05:
        name = rng.choice(items)[0]
        items.append((name, write_value(rng, "again")))
    return write_object(rng, items)


def broken_line(rng):
    good = event(rng)
    return rng.choice([good[:len(good) // 2], good + "x", "[1,2]", "not json", '{"a":"\\u12"}', "{'a':1}",
                       "", "   ", '{"a":"\t"}', '{"a":NaN}', '{"a":01}', '{"a":1}{"b":2}', '{"a":1,}', "{}"])


def lines(rng, n):
    return [broken_line(rng) if rng.random() < 0.03 else event(rng) for _ in range(n)]
