"""lookups.py - the functions that look beyond one event: sources, tables and joins.

Each is (unnamed parameter, handler); a handler answers the events that go on. `query.source` are all
events of the input, `query.files` the texts of lookup files, `query.tables` what defineTable() made.
"""
import csv
import io
import ipaddress

import aggregates
import values
from event import Event


class Args:
    """The arguments of one call."""

    def __init__(self, query, call, unnamed):
        self.query = query
        self.node = {name or unnamed: node for name, node in call[2]}

    def text(self, name, default=None):
        return self.node[name][1] if name in self.node else default

    def texts(self, name):
        node = self.node.get(name)
        items = [] if node is None else node[1] if node[0] == "array" else [node]
        return [item[1] for item in items]

    def rows(self, name="query"):
        """What the subquery answers, over the whole source."""
        return self.query.pipeline(self.node[name][1], [e.copy() for e in self.query.source])


def table_of(query, name):
    """Rows as dicts: an ad-hoc table, else a CSV file."""
    if name in query.tables:
        return query.tables[name]
    return list(csv.DictReader(io.StringIO(query.files[name])))


def fn_create_events(a, events):
    return [Event({"@rawstring": text}, (i,), record={"@rawstring": text})
            for i, text in enumerate(a.texts("rawstring"))]


def fn_read_file(a, events):
    rows = [row for name in a.texts("file") for row in table_of(a.query, name)]
    return [Event(row, (i,), record=row) for i, row in enumerate(rows)]


def fn_define_table(a, events):
    include = a.texts("include")
    a.query.tables[a.text("name")] = [
        row.row() if include == ["*"] else {n: v for n in include if (v := row.get(n)) is not None}
        for row in a.rows()]
    return events


def covers(mode, fold, cell, value):
    """Does a cell of the table stand for the value?"""
    if mode == "glob":
        return bool(values.glob(cell, fold).search(value))
    if mode == "cidr":
        try:
            return ipaddress.ip_address(value) in ipaddress.ip_network(cell, strict=False)
        except ValueError:
            return False
    return cell.lower() == value.lower() if fold else cell == value


def fn_match(a, events, negated=False):
    rows = table_of(a.query, a.text("file") or a.text("table"))
    fields = a.texts("field")
    columns = a.texts("column") or fields
    mode, fold = a.text("mode", "string"), a.text("ignoreCase") == "true"
    nrows = int(a.text("nrows", "1")) if a.text("nrows") != "max" else 500
    out = []
    for event in events:
        keys = [event.get(f) for f in fields]
        found = [] if None in keys else [row for row in rows if all(
            row.get(c) is not None and covers(mode, fold, row[c], k) for c, k in zip(columns, keys))]
        if mode == "cidr":
            found.sort(key=lambda row: ipaddress.ip_network(row[columns[0]], strict=False).prefixlen)
        if negated:
            out += [] if found else [event]
            continue
        for row in found[::-1][:nrows]:
            copy = event.copy()
            for name in a.texts("include") or row:
                if row.get(name) is not None and name not in columns:
                    copy.set(name, row[name])
            out.append(copy)
        if not found and a.text("strict") == "false":
            out.append(event)
    return out


def fn_join(a, events, negated=False):
    fields = a.texts("field")
    keys = a.texts("key") or fields
    found = {}
    for row in a.rows():
        key = tuple(row.get(k) for k in keys)
        if None not in key:
            found.setdefault(key, []).append(row)
    out = []
    for event in events:
        rows = found.get(tuple(event.get(f) for f in fields), [])[:int(a.text("max", "1"))]
        if negated:
            out += [] if rows else [event]
            continue
        for row in rows:
            copy = event.copy()
            for name in a.texts("include"):
                copy.set(name, row.get(name) or "")
            out.append(copy)
        if not rows and a.text("mode") == "left":
            out.append(event)
    return out


def fn_self_join_filter(a, events, negated=False):
    fields = a.texts("field")

    def key(event):
        values_ = tuple(event.get(f) for f in fields)
        return None if None in values_ else values_

    where = a.node["where"]
    parts = where[1] if where[0] == "array" else [where]
    seen = [{key(e) for e in a.query.pipeline(part[1], [e.copy() for e in a.query.source])} for part in parts]

    def passes(event):
        return a.text("prefilter") != "true" or any(a.query.pipeline(p[1], [event.copy()]) for p in parts)
    return [e for e in events
            if (key(e) is not None and all(key(e) in s for s in seen) and passes(e)) != negated]


def fn_self_join(a, events):
    """The filter, then groupBy() with what collect= and select= name."""
    wanted = [("call", name, [(None, a.node[option])])
              for option, name in (("collect", "collect"), ("select", "selectlast")) if option in a.node]
    call = ("call", "groupby", [(None, a.node["field"]), ("function", ("array", wanted))])
    return aggregates.run(a.query, call, fn_self_join_filter(a, events))


ALL = {
    "createevents": ("rawstring", fn_create_events),
    "readfile": ("file", fn_read_file),
    "definetable": ("query", fn_define_table),
    "match": ("file", fn_match),
    "join": ("query", fn_join),
    "selfjoin": ("field", fn_self_join),
    "selfjoinfilter": ("field", fn_self_join_filter),
}


def run(query, call, events, negated=False):
    unnamed, handler = ALL[call[1]]
    args = Args(query, call, unnamed)
    return handler(args, events, True) if negated else handler(args, events)
