"""aggregates.py - the functions that make rows of many events, over a plain list of them.

A part (PARTS) answers the rows, as dicts, that it makes of the events of one group. What needs the
events themselves, or the group keys, stands in WHOLE and answers events.
"""
import itertools
import math

import sequences
import values
from event import Event
from values import number, show

DAY = 86_400_000
UNITS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": DAY, "w": 7 * DAY}


class Call:
    """An aggregate call and the events it looks at."""

    def __init__(self, query, call, events, unnamed):
        self.query, self.events = query, events
        self.node = {name or unnamed: node for name, node in call[2]}

    def has(self, name):
        return name in self.node

    def text(self, name, default=None):
        return self.node[name][1] if name in self.node else default

    def items(self, name):
        node = self.node.get(name)
        return [] if node is None else node[1] if node[0] == "array" else [node]

    def texts(self, name):
        return [item[1] for item in self.items(name)]

    def limit(self, default, most, name="limit"):
        text = self.text(name, str(default))
        return most if text == "max" else int(text)

    def present(self, name="field"):
        field = self.text(name)
        return [v for e in self.events if (v := e.get(field)) is not None]

    def numbers(self):
        return [n for v in self.present() if (n := number(v)) is not None]

    def functions(self):
        return self.items("function") or [("call", "count", [])]


def exact_sum(numbers):
    whole = sum(n for n in numbers if isinstance(n, int))
    rest = [n for n in numbers if not isinstance(n, int)]
    if not rest:
        return whole
    # fsum rounds once; the whole part is split so that nothing is lost before.
    high = float(whole)
    return math.fsum([*rest, high, float(whole - int(high))])


def fn_count(c):
    found = c.present() if c.has("field") else c.events
    if c.text("distinct") == "true":
        found = set(found)
    return [{c.text("as", "_count"): str(len(found))}]


def spread(numbers):
    return max(numbers) - min(numbers)


def deviation(numbers):
    mean = exact_sum(numbers) / len(numbers)
    return math.sqrt(math.fsum((float(n) - mean) ** 2 for n in numbers) / len(numbers))


def of_numbers(default, f, empty=None):
    def part(c):
        numbers = c.numbers()
        value = f(numbers) if numbers else empty
        return [] if value is None else [{c.text("as", default): show(value)}]
    return part


def fn_percentile(c):
    numbers = sorted(c.numbers())
    prefix = c.text("as", "")
    row = {f"{prefix}_{q}": show(numbers[math.floor(number(q) / 100 * (len(numbers) - 1))])
           for q in c.texts("percentiles") or ["50", "75", "99"] if numbers}
    return [row] if row else []


def fn_collect(c):
    """Distinct values in the order of their first appearance, one field each."""
    row = {}
    for name in c.texts("fields"):
        found = list(dict.fromkeys(v for e in c.events if (v := e.get(name)) is not None))
        if found:
            row[name] = c.text("separator", "\n").join(found[:c.limit(2000, 1_000_000)])
    return [row] if row else []


def newest_first(events):
    """By @timestamp, those without one last; of equal ones the later in the input first."""
    def key(pair):
        time = number(pair[1].get("@timestamp"))
        return (time is None, -(time or 0), -pair[0])
    return [e for _, e in sorted(enumerate(events), key=key)]


def fn_select_last(c):
    row = {}
    for name in c.texts("fields"):
        value = next((v for e in newest_first(c.events) if (v := e.get(name)) is not None), None)
        if value is not None:
            row[name] = value
    return [row] if row else []


def select_extreme(best):
    def part(c):
        found = [(n, e) for e in c.events if (n := number(e.get(c.text("field")))) is not None]
        if not found:
            return []
        most = best(n for n, _ in found)
        event = next(e for n, e in found if n == most)
        row = {f: v for f in c.texts("include") if (v := event.get(f)) is not None}
        return [row] if row else []
    return part


def fn_stats(c):
    """The Cartesian product of the parts' rows; a part without rows counts as one empty row, all none."""
    parts = [sub(c.query, node, c.events) for node in c.functions()]
    if not any(parts):
        return []
    product = itertools.product(*[rows or [{}] for rows in parts])
    return [{k: v for row in rows for k, v in row.items()} for rows in product]


def grouped(events, keys):
    groups = {}
    for event in events:
        key = tuple(event.get(name) for name in keys)
        if None not in key:
            groups.setdefault(key, []).append(event)
    return groups


def fn_group_by(c):
    keys = c.texts("field")
    functions = c.items("function") if c.has("function") else [("call", "count", [])]
    out = []
    for key, events in list(grouped(c.events, keys).items())[:c.limit(20_000, 1_000_000)]:
        rows = fn_stats(Call(c.query, ("call", "stats", [(None, ("array", functions))]), events,
                             "function")) if functions else []
        out += [{**dict(zip(keys, key)), **row} for row in rows or [{}]]
    return out


def fn_top(c):
    names, ranked = c.texts("field"), []
    for key, events in grouped(c.events, names).items():
        if c.has("sum") or c.has("max"):
            of = Call(c.query, ("call", "", [("field", c.node.get("sum") or c.node["max"])]), events, "")
            numbers = of.numbers()
            if not numbers:
                continue
            rank = exact_sum(numbers) if c.has("sum") else max(numbers)
        else:
            rank = len(events)
        ranked.append((rank, dict(zip(names, key))))
    ranked.sort(key=lambda pair: -pair[0])
    default = "_sum" if c.has("sum") else "_max" if c.has("max") else "_count"
    return [{**key, c.text("as", default): show(rank)} for rank, key in ranked[:c.limit(10, 32768)]]


def duration(text):
    unit = text.lstrip("0123456789")
    return int(text.removesuffix(unit)) * UNITS[unit]


def fn_bucket(c):
    span = duration(c.text("span"))
    keys = c.texts("field")
    buckets = {}
    for event in c.events:
        time = values.to_int64(number(event.get("@timestamp")) or 0)
        if event.get("@timestamp") is not None:
            buckets.setdefault(time // span * span, []).append(event)
    out = []
    for start, events in sorted(buckets.items()):
        inner = Call(c.query, ("call", "", [("field", ("array", [("word", k) for k in keys])),
                                            ("function", ("array", c.functions()))]), events, "")
        out += [{"_bucket": str(start), **row} for row in fn_group_by(inner)]
    return out


PARTS = {
    "count": ("field", fn_count),
    "sum": ("field", of_numbers("_sum", exact_sum, 0)),
    "avg": ("field", of_numbers("_avg", lambda n: exact_sum(n) / len(n))),
    "min": ("field", of_numbers("_min", min)),
    "max": ("field", of_numbers("_max", max)),
    "range": ("field", of_numbers("_range", spread)),
    "stddev": ("field", of_numbers("_stddev", deviation)),
    "percentile": ("field", fn_percentile),
    "collect": ("fields", fn_collect),
    "selectlast": ("fields", fn_select_last),
    "selectfrommax": ("field", select_extreme(max)),
    "selectfrommin": ("field", select_extreme(min)),
    "stats": ("function", fn_stats),
    "groupby": ("field", fn_group_by),
    "top": ("field", fn_top),
    "bucket": ("span", fn_bucket),
}

# ---- aggregates whose rows are events


def sort_key(kind, descending):
    """Type number puts what is none last, in either order."""
    def key(value):
        if kind == "number":
            n = number(value)
            return (n is None, 0 if n is None else -n if descending else n)
        text = values.to_bytes(value or "")
        return (value is None, Reversed(text) if descending else text)
    return key


class Reversed:
    """Bytes in descending order."""

    def __init__(self, text):
        self.text = text

    def __lt__(self, other):
        return other.text < self.text

    def __eq__(self, other):
        return other.text == self.text


def sorted_by(c, fields, default_order, most=200_000):
    orders = c.texts("order") or [default_order]
    kinds = c.texts("type") or ["number"]
    out = list(c.events)
    for i, name in reversed(list(enumerate(fields))):
        order = orders[i] if i < len(orders) else orders[-1]
        kind = kinds[i] if i < len(kinds) else kinds[-1]
        key = sort_key(kind, order == "desc")
        out.sort(key=lambda event: key(event.get(name)))
    return out[:c.limit(200, most)]


def fn_sort(c):
    return sorted_by(c, c.texts("field") or ["_count"], "desc")


def fn_head(c):
    def key(event):
        time = number(event.get("@timestamp"))
        return (time is None, time or 0)
    return sorted(c.events, key=key)[:c.limit(200, 200_000)]


def fn_tail(c):
    def key(event):
        time = number(event.get("@timestamp"))
        return (time is not None, time or 0)
    n = c.limit(200, 200_000)
    ordered = sorted(c.events, key=key)
    return ordered[-n:] if n else []


def fn_table(c):
    out = sorted_by(c, c.texts("sortby") or ["@timestamp"], "desc")
    for event in out:
        event.keep(c.texts("fields"))
    return out


WHOLE = {
    "sort": ("field", fn_sort),
    "head": ("limit", fn_head),
    "tail": ("limit", fn_tail),
    "table": ("fields", fn_table),
}
WHOLE.update({name: (unnamed, lambda c, f=f: f(c, fn_stats)) for name, (unnamed, f) in sequences.ALL.items()})
# window() is a part of timeChart() alone, which looks into it.
ALL = {**PARTS, **WHOLE, "window": ("function", None)}


def sub(query, node, events):
    """The rows of one part: a call, `name := call` or a composite { pipeline }."""
    if node[0] == "subquery":
        return [e.row() for e in query.pipeline(node[1], [e.copy() for e in events])]
    if node[0] == "element":
        node = ("call", node[2][1], [*node[2][2], ("as", ("word", node[1]))])
    if node[0] == "array":
        return fn_stats(Call(query, ("call", "stats", [(None, node)]), events, "function"))
    if node[1] in WHOLE:
        return [e.row() for e in run(query, node, [e.copy() for e in events])]
    unnamed, handler = PARTS[node[1]]
    return handler(Call(query, node, events, unnamed))


def run(query, call, events):
    """An aggregate as a step."""
    unnamed, handler = ALL[call[1]]
    rows = handler(Call(query, call, events, unnamed))
    if call[1] in WHOLE:
        return rows
    return [Event(row, (i,)) for i, row in enumerate(rows)]
