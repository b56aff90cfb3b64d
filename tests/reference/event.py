"""event.py - one event: the fields of its record, those derived from it, and those set since."""
import json
import re

# A derived field: name, how it is made of the record. A field of the record of that name wins.
TIME_SOURCES = ("timestamp", "ContextTimeStamp", "ProcessStartTime", "_time", "Time")
SIGN_FLAGS = """SELF_SIGNED MS_SIGNED TEST_SIGNED MS_CROSS_SIGNED CAT_SIGNED DRM_SIGNED DRM_TEST_SIGNED
MS_CAT_SIGNED CATALOGS_RELOADED NO_SIGNATURE INVALID_SIGN_CHAIN SIGN_HASH_MISMATCH NO_CODE_KEY_USAGE
NO_PAGE_HASHES FAILED_CERT_CHECK NO_EMBEDDED_CERT FAILED_COPY_KEYS UNKNOWN_ERROR HAS_VALID_SIGNATURE
EMBEDDED_SIGNED 3RD_PARTY_ROOT TRUSTED_BOOT_ROOT UEFI_ROOT PRS_WIN81_ROOT FLIGHT_ROOT APPLE_SIGNED
ESBCACHE NO_CACHED_DATA CERT_EXPIRED CERT_REVOKED""".split()


def falcon_time(text):
    """Milliseconds: 12 or more digits are that already, fewer are seconds with a fraction."""
    m = re.fullmatch(r"([0-9]{1,16})(?:\.([0-9]+))?", text or "")
    if not m:
        return None
    if len(m[1]) >= 12:
        return int(m[1])
    return int(m[1]) * 1000 + int((m[2] or "0")[:3].ljust(3, "0"))


def derive(record, raw):
    """{name: value} of what the record does not hold itself."""
    result = {"#event_simpleName": record.get("event_simpleName"),
              "event_simpleName": record.get("#event_simpleName"),
              "#cid": record.get("cid"), "#repo.cid": record.get("cid"), "@rawstring": raw}
    times = (falcon_time(record.get(name)) for name in TIME_SOURCES)
    first = next((t for t in times if t is not None), None)
    result["@timestamp"] = None if first is None else str(first)
    path = record.get("ImageFileName", record.get("TargetFileName"))
    if path is not None:
        cut = max(path.rfind("\\"), path.rfind("/")) + 1
        volume = re.match(r"(?:\\\\\?\\|\\\?\?\\)?[A-Za-z]:(?=\\)|(?i:\\Device\\HarddiskVolume)[0-9]+(?=\\)", path)
        result["FilePath"], result["FileName"] = path[volume.end() if volume else 0:cut], path[cut:]
    flags = record.get("SignInfoFlags")
    if flags is not None and re.fullmatch("[0-9]+", flags) and int(flags) < 2 ** 32:
        result["SignInfoFlags.text"] = ",".join(
            name for bit, name in enumerate(SIGN_FLAGS) if int(flags) >> bit & 1)
    return {name: value for name, value in result.items() if value is not None and name not in record}


def scalar(value):
    """The text of a JSON scalar; numbers arrive as the text that was written."""
    if value is None:
        return None
    return {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value


def flatten(value, path, out):
    if isinstance(value, list):
        for i, item in enumerate(value):
            flatten(item, f"{path}[{i}]", out)
    elif isinstance(value, Pairs):
        for key, item in value.pairs:
            flatten(item, f"{path}.{key}" if path else key, out)
    elif (text := scalar(value)) is not None and path not in out:
        # The first of several equal names is the field.
        out[path] = text


class Pairs:
    """A JSON object with its repeated names."""

    def __init__(self, pairs):
        self.pairs = pairs


def refuse(name):
    raise ValueError(f"{name} is no JSON")


# Bytes that are no UTF-8 travel as lone surrogates ("surrogateescape"). While JSON is read they hide
# in the private use area, so that a lone surrogate that was written as an escape can be told from them.
HIDE = {0xDC00 + byte: 0xF700 + byte for byte in range(128, 256)}
SHOW = {hidden: shown for shown, hidden in HIDE.items()}


def read_text(text):
    """A decoded JSON string: a lone surrogate is U+FFFD, bytes that are no UTF-8 stay."""
    return re.sub("[\ud800-\udfff]", "\ufffd", text).translate(SHOW)


def read_record(line):
    """{name: text} of one line of NDJSON, or None if it is no object."""
    try:
        value = json.loads(line.translate(HIDE), object_pairs_hook=Pairs, parse_int=str, parse_float=str,
                           parse_constant=refuse)
    except ValueError:
        return None
    if not isinstance(value, Pairs):
        return None
    out = {}
    flatten(value, "", out)
    return {read_text(name): read_text(text) for name, text in out.items()}


class Event:
    """`fields` is what a whole event prints; `hidden` are derived fields that nobody set."""

    def __init__(self, fields, order, record=None, raw=None):
        self.fields, self.order = dict(fields), order
        self.record, self.raw = record or {}, raw
        self.hidden = derive(self.record, raw) if record is not None else {}

    def copy(self):
        other = Event(self.fields, self.order)
        other.record, other.raw, other.hidden = self.record, self.raw, dict(self.hidden)
        return other

    def get(self, name):
        return self.fields.get(name, self.hidden.get(name))

    def set(self, name, value):
        if value is None:
            self.drop(name)
        else:
            self.fields[name] = value

    def drop(self, name):
        self.fields.pop(name, None)
        self.hidden.pop(name, None)

    def keep(self, names):
        self.fields = {n: v for n in names if (v := self.get(n)) is not None}
        self.hidden = {}

    def row(self):
        """What is printed: the fields, and of the derived ones the two that a sensor's record has."""
        out = dict(self.fields)
        for name in ("@timestamp", "#event_simpleName"):
            if name in self.hidden:
                out[name] = self.hidden[name]
        return out

    def array(self, name):
        """The values name[0], name[1], … up to the first gap."""
        values = []
        while (value := self.get(f"{name}[{len(values)}]")) is not None:
            values.append(value)
        return values
