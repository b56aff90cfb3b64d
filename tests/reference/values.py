"""values.py - the language's values: text that is read as a number where the context asks.

A value is a str, or None for a missing field. Numbers are int while they fit 64 bits and were
written whole, float otherwise. Everything here follows the language page, not the program.
"""
import math
import re

NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
NUMBER_TEXT_MAX = 1024
INT_MIN, INT_MAX = -(2 ** 63), 2 ** 63 - 1


def to_bytes(text):
    """The bytes of a text; those that were no UTF-8 are what they were."""
    return text.encode("utf-8", "surrogateescape")


def number(text):
    """The number that `text` is as a whole, or None."""
    if text is None or len(to_bytes(text)) > NUMBER_TEXT_MAX or not NUMBER.fullmatch(text):
        return None
    if re.fullmatch(r"[+-]?[0-9]+", text) and INT_MIN <= int(text) <= INT_MAX:
        return int(text)
    value = float(text)
    return value if math.isfinite(value) else None


def show(value):
    """A number as text: the shortest that reads back, whole ones without a point."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) or value is None:
        return value
    if isinstance(value, int) and INT_MIN <= value <= INT_MAX:
        return str(value)
    value = float(value)
    if not math.isfinite(value):
        return None
    if value == 0:
        return "0"
    if value == math.floor(value) and abs(value) < 2 ** 63:
        return str(int(value))
    sign = "-" if value < 0 else ""
    mantissa, _, exponent = repr(abs(value)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    point = int(exponent or 0) + len(whole) - (len(whole + fraction) - len(digits))
    digits = digits.rstrip("0")
    if value == math.floor(value) and abs(value) < 1e21:
        return sign + digits + "0" * (point - len(digits))
    if 1e-6 <= abs(value) < 1e21:
        if point <= 0:
            return sign + "0." + "0" * -point + digits
        return sign + digits[:point] + "." + digits[point:]
    return sign + digits[0] + ("." + digits[1:] if digits[1:] else "") + f"E{point - 1}"


def truth(text):
    """True for the text "true" alone."""
    return text == "true"


def glob(pattern, ignore_case=False, anchored=True):
    """A compiled `*` pattern; every other character stands for itself."""
    body = ".*".join(re.escape(part) for part in pattern.split("*"))
    body = rf"\A{body}\Z" if anchored else body
    return re.compile(body, re.S | (re.I if ignore_case else 0))


def regex(pattern, flags=""):
    """A compiled pattern of the dialect, and {python group: name as written}."""
    names = {}

    def name(match):
        names[f"g{len(names)}"] = match[1]
        return f"(?P<g{len(names) - 1}>"

    body = re.sub(r"\(\?P?<([A-Za-z_@#][^>]*)>", name, pattern)
    body = body.replace(r"\z", r"\Z") if r"\z" in body else body
    # Word characters and digits are those of ASCII; only \b knows others. No pattern has them in a class.
    body = body.replace(r"\w", "[A-Za-z0-9_]").replace(r"\d", "[0-9]")
    # A plain group captures nothing in the language, and `$` stands before a last line end.
    options = re.A * ("F" in flags)
    options |= re.I if "i" in flags else 0
    options |= re.M if "m" in flags else 0
    options |= re.S if "d" in flags else 0
    return re.compile(body, options), names


def to_int64(value):
    """A whole number of 64 bits from a number, or None."""
    if isinstance(value, int):
        return value
    if value is None or value != math.floor(value) or not INT_MIN <= value <= INT_MAX:
        return None
    return int(value)


def arithmetic(op, a, b):
    """a op b; whole numbers stay exact while the result fits 64 bits. None: no result."""
    if op in "+-*" and isinstance(a, int) and isinstance(b, int):
        exact = {"+": a + b, "-": a - b, "*": a * b}[op]
        if INT_MIN <= exact <= INT_MAX:
            return exact
    a, b = float(a), float(b)
    if op in "/%" and b == 0:
        return None
    try:
        result = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b,
                  "%": lambda: math.fmod(a, b)}[op]()
    except OverflowError:
        return None
    return result if math.isfinite(result) else None


def same(a, b):
    """`==` of expressions: as numbers if both are, else as text."""
    x, y = number(a), number(b)
    return x == y if x is not None and y is not None else a == b
