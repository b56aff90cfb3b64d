"""arrays.py - the query functions on arrays, fields called name[0], name[1], … of one event."""
import re


def name_of(text):
    return text.removesuffix("[]")


def elements(event, name):
    """{index: {rest of the field name: value}} of all elements, also behind a gap."""
    found = {}
    for field in list(event.fields):
        m = re.fullmatch(re.escape(name) + r"\[(\d+)\](.*)", field)
        if m:
            found.setdefault(int(m[1]), {})[m[2]] = event.get(field)
    return found


def remove(event, name):
    for index, parts in elements(event, name).items():
        for rest in parts:
            event.drop(f"{name}[{index}]{rest}")


def store(event, name, values):
    remove(event, name)
    for i, value in enumerate(values):
        event.set(f"{name}[{i}]", value)


def fn_append(a):
    name = name_of(a.text("array"))
    start = len(a.event.array(name))
    found = [v for node in a.items("values") if (v := a.query.value(node, a.event)) is not None]
    for i, value in enumerate(found):
        a.event.set(f"{name}[{start + i}]", value)
    return [a.event]


def fn_dedup(a):
    name = name_of(a.text("array"))
    store(a.event, name_of(a.text("asArray", name)), list(dict.fromkeys(a.event.array(name))))
    return [a.event]


def fn_drop(a):
    remove(a.event, name_of(a.text("array")))
    return [a.event]


def fn_rename(a):
    old, new = name_of(a.text("array")), name_of(a.text("asArray"))
    found = elements(a.event, old)
    if found and old != new:
        remove(a.event, new)
        remove(a.event, old)
        for index, parts in found.items():
            for rest, value in parts.items():
                a.event.set(f"{new}[{index}]{rest}", value)
    return [a.event]


def passing(a, parameter):
    """The elements for which the pipeline lets the event through."""
    name = name_of(a.text("array"))
    variable = a.text("var", name)
    for value in a.event.array(name):
        trial = a.event.copy()
        trial.set(variable, value)
        if a.query.pipeline(a.node[parameter][1], [trial]):
            yield value


def fn_filter(a):
    name = name_of(a.text("array"))
    store(a.event, name_of(a.text("asArray", name)), list(passing(a, "function")))
    return [a.event]


def fn_exists(a):
    return any(True for _ in passing(a, "condition"))


def fn_contains(a):
    return a.text("value") in a.event.array(name_of(a.text("array")))


def fn_length(a):
    return str(len(a.event.array(name_of(a.text("array")))))


def fn_concat(a):
    items = a.event.array(name_of(a.text("field")))
    if not items:
        return None
    return a.text("prefix", "") + a.text("separator", "").join(items) + a.text("suffix", "")


TESTS = {"array:contains": ("array", fn_contains), "array:exists": ("array", fn_exists)}
VALUES = {"array:length": ("array", "_length", fn_length),
          "concatarray": ("field", "_concatArray", fn_concat)}
STEPS = {"array:append": ("array", fn_append), "array:dedup": ("array", fn_dedup),
         "array:drop": ("array", fn_drop), "array:rename": ("array", fn_rename),
         "array:filter": ("array", fn_filter)}
