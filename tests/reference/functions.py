"""functions.py - the query functions that work on one event, as the function catalogue has them.

A function is (unnamed parameter, default of `as`, handler). Handlers of TESTS answer a bool, of
VALUES a text or None, of STEPS the list of events that the event becomes.
"""
import base64
import hashlib
import ipaddress
import math
import re
import urllib.parse

import arrays
import values
from event import read_record
from values import number, show, to_bytes


class Args:
    """The arguments of one call, read as each parameter wants them."""

    def __init__(self, query, call, event, unnamed):
        self.query, self.event = query, event
        self.node = {name or unnamed: node for name, node in call[2]}

    def has(self, name):
        return name in self.node

    def text(self, name, default=None):
        return self.node[name][1] if name in self.node else default

    def items(self, name):
        node = self.node.get(name)
        if node is None:
            return []
        return node[1] if node[0] == "array" else [node]

    def texts(self, name):
        return [item[1] for item in self.items(name)]

    def pairs(self, name):
        items = self.items(name)
        if items and items[0][0] != "array":
            items = [("array", items)]
        return [tuple(part[1] for part in item[1]) for item in items]

    def flag(self, name, default=False):
        return self.text(name, "true" if default else "false") == "true"

    def field(self, name="field", default=None):
        """The value of the field that an argument names."""
        return self.event.get(self.text(name, default))

    def expression(self, name):
        return self.query.value(self.node[name], self.event)


# ---- tests

def fn_in(a):
    value = a.field()
    fold = a.flag("ignoreCase")
    return value is not None and any(values.glob(p, fold).search(value) for p in a.texts("values"))


def fn_wildcard(a):
    pattern, fold = a.text("pattern"), a.flag("ignoreCase")
    if not a.has("field"):
        return a.query.free_search(values.glob(pattern, fold, anchored=False), a.event) is not None
    if pattern == "*" and a.flag("includeEverythingOnAsterisk"):
        return True
    return any(v is not None and values.glob(pattern, fold).search(v)
               for v in map(a.event.get, a.texts("field")))


def fn_cidr(a):
    try:
        address = ipaddress.ip_address(a.field() or "")
    except ValueError:
        return False
    networks = [ipaddress.ip_network(s, strict=False) for s in a.texts("subnet")]
    return any(address in n for n in networks if n.version == address.version)


def fn_test(a):
    return values.truth(a.expression("expression"))


def fn_regex(a):
    text = a.field(default="@rawstring")
    pattern, names = values.regex(a.text("regex"), a.text("flags", "m"))
    found = pattern.search(text) if text is not None else None
    if found:
        a.query.set_groups(pattern, names, text, a.event)
    return bool(found) or not a.flag("strict", True)


def text_test(check):
    def handler(a):
        string, part = a.expression("string"), a.expression("substring")
        return string is not None and part is not None and check(string, part)
    return handler


TESTS = {
    "in": ("field", fn_in),
    "wildcard": ("pattern", fn_wildcard),
    "cidr": ("field", fn_cidr),
    "test": ("expression", fn_test),
    "regex": ("regex", fn_regex),
    "text:contains": ("string", text_test(lambda s, p: p in s)),
    "text:startswith": ("string", text_test(str.startswith)),
    "text:endswith": ("string", text_test(str.endswith)),
    **arrays.TESTS,
}

# ---- values

def of_field(convert):
    """A function of the text of one field."""
    def handler(a):
        value = a.field()
        return None if value is None else convert(value)
    return handler


def of_number(convert):
    """A function of the number in one field; what has no finite answer gives nothing."""
    def handler(a):
        value = number(a.field())
        if value is None:
            return None
        try:
            return show(convert(value))
        except (ValueError, OverflowError, ZeroDivisionError):
            return None
    return handler


def fold_case(direction):
    """One character to one, and only where the text does not get longer in bytes."""
    def convert(text):
        out = ""
        for c in text:
            new = getattr(c, direction)()
            out += new if len(new) == 1 and len(to_bytes(new)) <= len(to_bytes(c)) else c
        return out
    return convert


def fn_concat(a):
    found = [v for name in a.texts("field") if (v := a.event.get(name)) is not None]
    return "".join(found) if found else None


def fn_coalesce(a):
    for node in a.items("expressions"):
        value = a.query.value(node, a.event)
        if value is not None and (value or not a.flag("ignoreEmpty", True)):
            return value
    return None


def fn_if(a):
    return a.expression("then" if values.truth(a.expression("condition")) else "else")


def fn_round(a):
    value, how = number(a.field()), a.text("how", "round")
    if value is None:
        return None
    if isinstance(value, int):
        return show(value)
    if how == "round":
        low = math.floor(value)
        return show(float(low + 1 if value - low >= 0.5 else low))
    return show(float(math.ceil(value) if how == "ceil" else math.floor(value)))


def fn_mod(a):
    value, divisor = number(a.field()), number(a.text("divisor"))
    if value is None or divisor == 0:
        return None
    return show(value - divisor * math.floor(value / divisor))


def entropy(text):
    chars = [text.count(c) / len(text) for c in sorted(set(text))]
    return show(-sum(p * math.log2(p) for p in chars)) if text else "0"


def fn_format(a):
    arguments = iter(a.texts("field"))
    broken = False

    def one(m):
        nonlocal broken
        if m[0] == "%%":
            return "%"
        value = a.event.get(next(arguments, ""))
        kind = m[4]
        if kind == "s":
            text = value or ""
            return pad(text[:int(m[3][1:])] if m[3] else text, m)
        n = number(value)
        if n is None or kind in "dxX" and values.to_int64(n) is None and kind != "d":
            broken = True
            return ""
        if kind == "d":
            return pad(str(int(n)), m)
        if kind in "xX":
            return pad(format(int(n), kind), m)
        return pad(format(float(n), f"{m[3] or '.6'}{kind}"), m)

    text = re.sub(r"%(?:%|([-0,+ #]*)(\d*)(\.\d+)?([sdxXfeg]))", one, a.text("format"))
    return None if broken else text


def pad(text, m):
    width = int(m[2] or 0)
    if "-" in m[1]:
        return text.ljust(width)
    return text.zfill(width) if "0" in m[1] and m[4] != "s" else text.rjust(width)


def fn_split_string(a):
    text = a.field(default="@rawstring")
    if text is None:
        return None
    parts = re.split(a.text("by"), text)
    if a.has("index"):
        index = int(a.text("index")) if a.node["index"][0] == "word" else -int(a.node["index"][2][1])
        return parts[index] if -len(parts) <= index < len(parts) else None
    arrays.store(a.event, a.text("as", "_splitstring"), parts)
    return None


def fn_substring(a):
    text = a.expression("string")
    if text is None:
        return None
    begin = int(a.expression("begin")) if a.has("begin") else 0
    return text[begin:int(a.expression("end")) if a.has("end") else None]


def fn_hash(algorithm):
    def handler(a):
        parts = [a.event.get(name) for name in a.texts("field")]
        if all(p is None for p in parts):
            return None
        return hashlib.new(algorithm, to_bytes("".join(p or "" for p in parts))).hexdigest()
    return handler


def fn_parse_int(a):
    text, radix = a.field(), int(a.text("radix", "16"))
    try:
        return str(int(text, radix)) if re.fullmatch("[0-9a-zA-Z]+", text or "") else None
    except ValueError:
        return None


def decode_base64(text):
    try:
        return base64.b64decode(text, validate=True).decode()
    except ValueError:
        return None


KEY_VALUE = re.compile(r"""([^\s=,;"']+)=("([^"]*)"|'([^']*)'|[^\s,;]*)""")


def fn_kv_parse(a):
    text = a.event.get(a.text("field", "@rawstring")) or ""
    for m in KEY_VALUE.finditer(text):
        value = m[3] if m[3] is not None else m[4] if m[4] is not None else m[2]
        if a.event.get(a.text("prefix", "") + m[1]) is None or a.flag("override"):
            a.event.set(a.text("prefix", "") + m[1], value)
    return [a.event]


def fn_parse_json(a):
    fields = read_record(a.event.get(a.text("field", "@rawstring")) or "")
    for name, value in (fields or {}).items():
        a.event.set(a.text("prefix", "") + name, value)
    return [a.event]


MATH = {"abs": abs, "ceil": math.ceil, "floor": math.floor, "sqrt": math.sqrt}

VALUES = {
    "lower": ("field", "_lower", of_field(fold_case("lower"))),
    "upper": ("field", "_upper", of_field(fold_case("upper"))),
    "length": ("field", "_length", of_field(lambda s: str(len(s)))),
    "concat": ("field", "_concat", fn_concat),
    "coalesce": ("expressions", "_coalesce", fn_coalesce),
    "if": ("condition", "_if", fn_if),
    "format": ("format", "_format", fn_format),
    "round": ("field", None, fn_round),
    "math:mod": ("field", "_mod", fn_mod),
    "shannonentropy": ("field", "_shannonentropy", of_field(entropy)),
    "splitstring": ("field", "_splitstring", fn_split_string),
    "text:length": ("string", "_length", lambda a: None if (s := a.expression("string")) is None else str(len(s))),
    "text:substring": ("string", "_string", fn_substring),
    "crypto:md5": ("field", "_md5", fn_hash("md5")),
    "crypto:sha1": ("field", "_sha1", fn_hash("sha1")),
    "crypto:sha256": ("field", "_sha256", fn_hash("sha256")),
    "parseint": ("field", None, fn_parse_int),
    "base64encode": ("field", "_base64Encode", of_field(lambda s: base64.b64encode(to_bytes(s)).decode())),
    "base64decode": ("field", "_base64Decode", of_field(decode_base64)),
    "urldecode": ("field", "_urldecode", of_field(urllib.parse.unquote)),
    "urlencode": ("field", "_urlencode", of_field(lambda s: urllib.parse.quote(s, safe="-_.~"))),
    "getfield": ("source", "_getField", lambda a: a.event.get(a.expression("source") or "")),
    **arrays.VALUES,
    **{f"math:{name}": ("field", f"_{name}", of_number(f)) for name, f in MATH.items()},
}

# ---- steps


def fn_rename(a):
    pairs = [(a.text("field"), a.text("as"))] if a.has("as") else a.pairs("field")
    for old, new in pairs:
        value = a.event.get(old)
        if value is not None and old != new:
            a.event.drop(old)
            a.event.set(new, value)
    return [a.event]


def fn_drop(a):
    for name in a.texts("fields"):
        a.event.drop(name)
    return [a.event]


def fn_select(a):
    a.event.keep(a.texts("fields"))
    return [a.event]


def fn_default(a):
    for name in a.texts("field"):
        value = a.event.get(name)
        if value is None or value == "" and a.flag("replaceEmpty"):
            a.event.set(name, a.expression("value"))
    return [a.event]


def fn_eval(a):
    for name, node in a.node.items():
        value = a.query.value(node, a.event)
        if value is not None:
            a.event.set(name, value)
    return [a.event]


def fn_replace(a):
    name = a.text("field", "@rawstring")
    text = a.event.get(name)
    if text is not None:
        pattern, _ = values.regex(a.text("regex"), a.text("flags", "m"))
        with_text = a.text("with", a.text("replacement", ""))
        a.event.set(a.text("as", name), pattern.sub(
            lambda m: re.sub(r"\$(\d)", lambda d: m[int(d[1])] or "", with_text), text))
    return [a.event]


def fn_split(a):
    name = a.text("field", "_events")
    items = sorted({int(m[1]) for f in a.event.fields
                    if (m := re.match(re.escape(name) + r"\[(\d+)\]", f))})
    out = []
    for i in items:
        event = a.event.copy()
        prefix = f"{name}[{i}]"
        for field in [f for f in event.fields if f.startswith(f"{name}[")]:
            value = event.get(field)
            event.drop(field)
            if field == prefix or field.startswith(prefix + "."):
                event.set(name + field[len(prefix):], value)
        event.set("_index", str(i))
        out.append(event)
    return out or [a.event]


def fn_extract_flags(a):
    text = a.field()
    if text is not None and re.fullmatch("[+]?[0-9]+|-0+", text):
        value = int(text)
        for bit, name in a.pairs("output"):
            is_set = bool(value >> int(bit) & 1)
            if is_set or not a.flag("onlyTrue"):
                a.event.set(name, show(is_set))
    return [a.event]


STEPS = {
    "rename": ("field", fn_rename),
    "drop": ("fields", fn_drop),
    "select": ("fields", fn_select),
    "default": ("value", fn_default),
    "eval": (None, fn_eval),
    "replace": ("regex", fn_replace),
    "split": ("field", fn_split),
    "bitfield:extractflags": ("field", fn_extract_flags),
    "kvparse": ("field", fn_kv_parse),
    "parsejson": ("field", fn_parse_json),
    **arrays.STEPS,
}

ALL = {**TESTS, **VALUES, **STEPS}


def value(query, call, event):
    """A call inside an expression."""
    name = call[1]
    args = Args(query, call, event, ALL[name][0])
    return show(TESTS[name][1](args)) if name in TESTS else VALUES[name][2](args)


def step(query, call, event):
    """A call as a step: the events that `event` becomes."""
    name = call[1]
    args = Args(query, call, event, ALL[name][0])
    if name in STEPS:
        return STEPS[name][1](args)
    if name in TESTS:
        return [event] if TESTS[name][1](args) else []
    result = VALUES[name][2](args)
    if result is not None:
        event.set(args.text("as", VALUES[name][1] or args.text("field")), result)
    return [event]
