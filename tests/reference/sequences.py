"""sequences.py - the functions that look at events in an order: sequences, sessions, windows, constellations.

Each answers from the plain list of events, as slowly as it takes: a window is computed anew for every
row, constellations are found by trying everything.
"""
import itertools
import math

import values
from event import Event
from values import number

ALL_TIMES = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000}


def duration(text):
    unit = text.lstrip("0123456789")
    return int(text.removesuffix(unit)) * ALL_TIMES[unit]


def answers(c, events, stats):
    """The rows that the functions of a call answer for some events."""
    node = ("call", "stats", [(None, ("array", c.functions()))])
    return stats(type(c)(c.query, node, events, "function"))


def with_answer(event, rows):
    copy = event.copy()
    for row in rows[:1]:
        for name, value in row.items():
            copy.set(name, value)
    return copy


def running(c, stats, window):
    """Each event with what the functions answer for window(i)."""
    return [with_answer(e, answers(c, window(i), stats)) for i, e in enumerate(c.events)]


def fn_accumulate(c, stats):
    own = c.text("current") != "exclude"
    return running(c, stats, lambda i: c.events[:i + own])


def fn_sliding(c, stats):
    n, own = int(c.text("events")), c.text("current") != "exclude"
    return running(c, stats, lambda i: c.events[max(0, i + own - n):i + own])


def fn_neighbor(c, stats):
    step = int(c.text("distance", "1")) * (1 if c.text("direction") == "succeeding" else -1)
    out = []
    for i, event in enumerate(c.events):
        copy = event.copy()
        if 0 <= i + step < len(c.events):
            for name in c.texts("include"):
                prefix = c.text("prefix")
                copy.set(f"{prefix}.{name}" if prefix else name, c.events[i + step].get(name))
        out.append(copy)
    return out


def rows_as_events(rows):
    return [Event(row, (i,)) for i, row in enumerate(rows)]


def fn_partition(c, stats):
    parts, current = [], []
    for event in c.events:
        splits = values.truth(c.query.value(c.node["condition"], event))
        if splits and c.text("split", "before") == "before" and current:
            parts.append(current)
            current = []
        current.append(event)
        if splits and c.text("split") == "after":
            parts.append(current)
            current = []
    parts += [current] if current else []
    return rows_as_events([row for part in parts for row in answers(c, part, stats)])


def fn_session(c, stats):
    timed = [(number(e.get("@timestamp")), i) for i, e in enumerate(c.events)]
    order = sorted((t, i) for t, i in timed if t is not None)
    parts = []
    for time, i in order:
        if not parts or time - parts[-1][0] > duration(c.text("maxpause", "15m")):
            parts.append([time, []])
        parts[-1][0] = time
        parts[-1][1].append(i)
    return rows_as_events([row for _, part in parts
                           for row in answers(c, [c.events[i] for i in sorted(part)], stats)])


def fn_time_chart(c, stats):
    """Every bucket from the first to the last; window(): the functions over the last buckets."""
    span = duration(c.text("span"))
    times = [(math.floor(t) // span * span, e) for e in c.events
             if (t := number(e.get("@timestamp"))) is not None]
    if not times:
        return []
    first, last = min(t for t, _ in times), max(t for t, _ in times)
    length = (last - first) // span + 1
    rows = []
    for start in range(first, last + span, span):
        parts = []
        for node in c.functions():
            n = 1
            if node[0] == "call" and node[1] == "window":
                given = {name or "function": value for name, value in node[2]}
                n = int(given["buckets"][1])
                inner = given["function"][1] if given["function"][0] == "array" else [given["function"]]
            else:
                inner = [node]
            seen = [e for t, e in times if start - (n - 1) * span <= t <= start]
            call = ("call", "stats", [(None, ("array", inner))])
            parts.append(stats(type(c)(c.query, call, seen, "function")) if n <= length else [])
        product = itertools.product(*[part or [{}] for part in parts])
        rows += [{"_bucket": str(start), **{k: v for row in part for k, v in row.items()}} for part in product]
    return rows_as_events(rows)


# ---- correlate()

def fn_correlate(c, stats):
    queries = [(name, *node[1:]) for name, node in c.node.items() if node[0] == "named"]
    names = [q[0] for q in queries]
    found, links = [], []
    for i, (_, steps, _) in enumerate(queries):
        plain = [s for s in steps if s[0] != "link"]
        for s in steps:
            if s[0] == "link":
                other = next(n for n in sorted(names, key=len, reverse=True) if s[2].startswith(n + "."))
                links.append((i, s[1], names.index(other), s[2][len(other) + 1:]))
        found.append(sorted((out for e in c.events for out in c.query.pipeline(plain, [e.copy()])),
                            key=lambda e: (number(e.get("@timestamp")) is not None,
                                           number(e.get("@timestamp")) or 0, e.order)))
    for field in c.texts("globalConstraints"):
        links += [(i, field, 0, field) for i in range(1, len(queries))]
    within = duration(c.text("within")) if c.has("within") else None
    rows = []
    for root in found[0]:
        taken = 0
        for rest in itertools.product(*found[1:]):
            events = [root, *rest]
            if taken < int(c.text("maxPerRoot", "1")) and fits(c, events, links, within):
                rows.append(constellation(queries, events, links))
                taken += 1
    return rows_as_events(rows)


def fits(c, events, links, within):
    if len({e.order for e in events}) < len(events):
        return False
    if any(events[a].get(f) is None or events[a].get(f) != events[b].get(g) for a, f, b, g in links):
        return False
    times = [number(e.get("@timestamp")) for e in events]
    sequence = c.text("sequence") == "true"
    if (within is not None or sequence) and None in times:
        return False
    if within is not None and int(max(times)) - int(min(times)) > within:
        return False
    places = [(number(e.get("@timestamp")), e.order) for e in events]
    return not sequence or all(a < b for a, b in zip(places, places[1:]))


def constellation(queries, events, links):
    row = {}
    for i, ((name, _, include), event) in enumerate(zip(queries, events)):
        fields = [f for a, f, _, _ in links if a == i] + [g for _, _, b, g in links if b == i]
        for field in [*fields, *include, "@timestamp", "@ingesttimestamp"]:
            if event.get(field) is not None:
                row[f"{name}.{field}"] = event.get(field)
    if events[0].get("@timestamp") is not None:
        row["@timestamp"] = events[0].get("@timestamp")
    return row


ALL = {
    "accumulate": ("function", fn_accumulate),
    "slidingwindow": ("function", fn_sliding),
    "neighbor": ("include", fn_neighbor),
    "partition": ("function", fn_partition),
    "session": ("function", fn_session),
    "timechart": ("series", fn_time_chart),
    "correlate": ("query", fn_correlate),
}
