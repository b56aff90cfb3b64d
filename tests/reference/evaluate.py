"""evaluate.py - the reference: a query on a list of events, one event at a time over plain dicts.

It is slow on purpose and shares nothing with the program: no batches, no prefilter, no threads.
Functions that work on one event stand in functions.py, aggregates in aggregates.py.
"""
import re

import aggregates
import functions
import lookups
import values
from parse import Reject, parse


# Names that may stand before a parenthesis.
CALLABLE = {**functions.ALL, **aggregates.ALL, **lookups.ALL}


class Wrong(Exception):
    """The query may be written so, but means nothing."""


class Query:
    """A parsed query; run() is repeatable."""

    def __init__(self, text, files=None):
        self.steps = parse(text, set(CALLABLE))
        self.files, self.tables, self.source = files or {}, {}, []

    def run(self, events):
        self.source, self.tables = [event.copy() for event in events], {}
        return [event.row() for event in self.pipeline(self.steps, events)]

    # ---- steps

    def pipeline(self, steps, events):
        branches = [step for step in steps if step[0] == "filter" and step[1][0] == "branch"]
        if branches:
            return self.branching(steps, branches[0], events)
        for step in steps:
            events = self.step(step, events)
        return events

    def branching(self, steps, step, events):
        """`S | X OR ( P )`: what passes S and X, and of the rest of the source what passes P."""
        before, after = steps[:steps.index(step)], steps[steps.index(step) + 1:]
        ways = [before + [("filter", step[1][1])], *step[1][2]]
        out = []
        for event in events:
            for way in ways:
                passed = self.pipeline(way, [event.copy()])
                if passed:
                    out += passed
                    break
        return self.pipeline(after, out)

    def step(self, step, events):
        if step[0] == "apply":
            step = self.applied(step)
        aggregate = self.as_aggregate(step)
        if aggregate:
            return aggregates.run(self, aggregate, events)
        negated = step[0] == "not"
        call = step[1] if negated else step
        if call[0] == "call" and call[1] in lookups.ALL:
            return lookups.run(self, call, events, negated)
        return [out for event in events for out in self.on_event(step, event)]

    def as_aggregate(self, step):
        """The call, if the step is one of an aggregate: with `as` from `x := f()`."""
        if step[0] == "stats":
            return ("call", "stats", [(None, step[1])])
        if step[0] == "assign" and step[2][0] == "call" and step[2][1] in aggregates.ALL:
            return ("call", step[2][1], [*step[2][2], ("as", ("word", step[1]))])
        return step if step[0] == "call" and step[1] in aggregates.ALL else None

    def applied(self, step):
        """`field =~ f(...)` as the call that it stands for."""
        _, name, call = step
        negated = call[0] == "not"
        call = call[1] if negated else call
        call = ("call", call[1], [*call[2], ("field", ("word", name))])
        return ("not", call) if negated else call

    def on_event(self, step, event):
        return getattr(self, "on_" + step[0])(step, event)

    def on_filter(self, step, event):
        if self.passes(step[1], event):
            self.extract(step[1], event)
            return [event]
        return []

    def on_call(self, step, event):
        return functions.step(self, step, event)

    def on_not(self, step, event):
        return [] if self.is_true(step[1], event) else [event]

    def on_assign(self, step, event):
        _, name, expression = step
        if expression[0] == "call":
            call = ("call", expression[1], [*expression[2], ("as", ("word", name))])
            return functions.step(self, call, event)
        value = self.value(expression, event)
        if value is not None:
            event.set(name, value)
        return [event]

    def on_case(self, step, event):
        for clause in step[1]:
            out = self.pipeline(clause, [event.copy()])
            if out:
                return out
        return []

    def on_match(self, step, event):
        _, name, clauses = step
        for guard, clause in clauses:
            trial = event.copy()
            if self.guard_passes(guard, name, trial):
                return self.pipeline(clause, [trial])
        return []

    def guard_passes(self, guard, name, event):
        if guard[0] == "true":
            return True
        if guard[0] == "call":
            return self.is_true(("call", guard[1], [*guard[2], ("field", ("word", name))]), event)
        test = ("compare", name, "=", guard)
        if not self.passes(test, event):
            return False
        self.extract(test, event)
        return True

    # ---- filters

    def passes(self, node, event):
        kind = node[0]
        if kind == "and":
            return all(self.passes(kid, event) for kid in node[1])
        if kind == "or":
            return any(self.passes(kid, event) for kid in node[1])
        if kind == "not":
            return not self.passes(node[1], event)
        if kind in ("true", "false"):
            return kind == "true"
        if kind == "call":
            return self.is_true(node, event)
        if kind == "nested":
            return all(self.passes(step[1], event) for step in node[1])
        return self.compare(node, event) if kind == "compare" else self.free_text(node[1], event)

    def compare(self, node, event):
        _, name, op, right = node
        value = event.get(name)
        if op == "!=":
            return not self.compare(("compare", name, "=", right), event)
        if value is None:
            return False
        if op in ("<", "<=", ">", ">="):
            return self.ordered(op, value, right[1]) is True
        if right[0] == "regex":
            return bool(values.regex(right[1], right[2])[0].search(value))
        if values.glob(right[1], anchored=op == "=").search(value):
            return True
        a, b = values.number(value), values.number(right[1])
        return op == "=" and not right[2] and a is not None and a == b

    def ordered(self, op, a, b):
        a, b = values.number(a), values.number(b)
        if a is None or b is None:
            return None
        return {"<": a < b, "<=": a <= b, ">": a > b, ">=": a >= b}[op]

    def free_search(self, pattern, event):
        """The first text that matches, of the event as it came in: its fields but tags, times and ids."""
        texts = [value for name, value in event.record.items()
                 if name[0] != "#" and name not in ("@id", "@timestamp", "@ingesttimestamp")]
        return next((text for text in texts if pattern.search(text)), None)

    def free_text(self, right, event):
        pattern = values.regex(right[1], right[2])[0] if right[0] == "regex" \
            else values.glob(right[1], anchored=False)
        return self.free_search(pattern, event) is not None

    def extract(self, node, event):
        """Named groups of the patterns that stand at the top level of a filter become fields."""
        if node[0] == "and":
            for kid in node[1]:
                self.extract(kid, event)
        elif node[0] == "compare" and node[2] == "=" and node[3][0] == "regex":
            self.set_groups(*values.regex(node[3][1], node[3][2]), event.get(node[1]), event)
        elif node[0] == "free" and node[1][0] == "regex":
            pattern, names = values.regex(node[1][1], node[1][2])
            text = self.free_search(pattern, event)
            if text is not None:
                self.set_groups(pattern, names, text, event)

    def set_groups(self, pattern, names, text, event):
        for group, value in pattern.search(text).groupdict().items():
            if value is not None:
                event.set(names[group], value)

    # ---- expressions

    def value(self, node, event):
        """The text of an expression, or None for null."""
        kind = node[0]
        if kind == "string":
            return node[1]
        if kind == "word":
            if values.number(node[1]) is not None or node[1] in ("true", "false"):
                return values.show(values.number(node[1])) or node[1]
            return event.get(node[1])
        if kind == "unary":
            return self.unary(node[1], self.value(node[2], event))
        if kind == "binary":
            return self.binary(node[1], self.value(node[2], event), self.value(node[3], event))
        if kind == "call":
            return functions.value(self, node, event)
        raise Wrong(f"{kind} in an expression")

    def unary(self, op, operand):
        number = values.number(operand)
        if op == "-":
            return None if number is None else values.show(values.arithmetic("-", 0, number))
        if operand in ("true", "false"):
            return "false" if operand == "true" else "true"
        return None if number is None else values.show(number == 0)

    def binary(self, op, a, b):
        if a is None or b is None:
            return None
        if op in ("==", "!="):
            return values.show(values.same(a, b) == (op == "=="))
        if op in ("<", "<=", ">", ">="):
            return values.show(self.ordered(op, a, b))
        a, b = values.number(a), values.number(b)
        if a is None or b is None:
            return None
        return values.show(values.arithmetic(op, a, b))

    def is_true(self, call, event):
        """The verdict of a test function."""
        return values.truth(functions.value(self, call, event))
