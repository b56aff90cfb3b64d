"""parse.py - a second, independent parser of the query language, for the reference evaluator.

Written from the grammar alone, without a look at the program's: reading the same text twice is
what finds a parser's mistakes. It knows the valid language and the lenient forms that the tests
use, and raises Reject for anything else. Nodes are tuples, the first element names the kind:

    steps        ("filter", f) ("call", name, args) ("not", call) ("assign", field, expr)
                 ("apply", field, call or not) ("case", [pipeline]) ("match", field, [(guard, pipeline)])
                 ("stats", expr) ("link", field, other)
    filters      ("and", [f]) ("or", [f]) ("not", f) ("compare", field, op, rhs) ("free", rhs)
                 ("true",) ("false",) ("call", …) ("branch", f, [pipeline]) ("nested", pipeline)
    right sides  ("pattern", text, quoted) ("regex", pattern, flags)
    expressions  ("binary", op, a, b) ("unary", op, a) ("word", text) ("string", text) ("call", …)
                 ("array", [expr]) ("element", field, call) ("subquery", pipeline)
                 ("named", pipeline, [included]), an argument of correlate()

Arguments of a call are (name or None, expression).
"""
import re

SPACE = re.compile(r"(?:[ \t\r\n\f\v]|//[^\n]*|/\*.*?\*/)*", re.S)
FIELD = re.compile(r"(?:[^\W\d]|[_#@%&$])(?:[\w#@%&$.]|\[\d+\])*")
CALL = re.compile(r"([A-Za-z_][\w]*(?::[A-Za-z_]\w*)*)\s*\(")
VALUE = re.compile(r"""[^\s()\[\]{}|,;"=!<>]+""")
NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
ESCAPES = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}


class Reject(Exception):
    """The text is no query of the language."""


class Parser:
    def __init__(self, text, functions):
        self.text, self.at, self.functions = text, 0, functions

    # ---- characters

    def space(self):
        self.at = SPACE.match(self.text, self.at).end()

    def take(self, token):
        self.space()
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def need(self, token):
        if not self.take(token):
            raise Reject(f"{self.at}: {token!r} expected at {self.text[self.at:self.at + 20]!r}")

    def looks(self, pattern):
        self.space()
        return re.compile(pattern, re.S).match(self.text, self.at)

    def word(self, *words):
        """One of the words, in any case, as a whole word."""
        m = self.looks(r"(?:%s)(?![\w#@%%&$.:*/\\-])" % "|".join(words).replace("%", "%%")) or \
            self.looks(r"(?i:%s)(?![\w#@%%&$.:*/\\-])" % "|".join(words))
        if m:
            self.at = m.end()
        return m

    def string(self):
        m = self.looks(r'"((?:[^"\\]|\\.)*)"')
        if not m:
            raise Reject(f"{self.at}: string expected")
        self.at = m.end()
        return re.sub(r"\\(.)", lambda e: ESCAPES.get(e[1], e[0]), m[1], flags=re.S)

    def regex(self):
        m = self.looks(r"/((?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n\[])+)/([dmigF]*)")
        if not m:
            raise Reject(f"{self.at}: regular expression expected")
        self.at = m.end()
        return ("regex", m[1].replace("\\/", "/"), "".join(sorted(set(m[2]))))

    def field(self):
        """A field name, quoted or bare, or None with nothing consumed."""
        self.space()
        if self.text.startswith('"', self.at):
            return self.string()
        m = FIELD.match(self.text, self.at)
        if m:
            self.at = m.end()
        return m and m[0]

    # ---- steps

    def pipeline(self, end):
        steps = []
        self.take("|")
        while not self.at_end(end):
            steps.append(self.step())
            if not self.take("|"):
                break
        return steps

    def at_end(self, end):
        self.space()
        return self.at == len(self.text) if end is None else self.text.startswith(end, self.at)

    def step(self):
        start = self.at
        if self.looks(r"(?i:case)\s*\{"):
            return self.case()
        if self.looks(r"\["):
            return ("stats", self.array())
        for form in (self.assignment, self.application, self.matching, self.link):
            self.at = start
            node = form()
            if node:
                return node
        self.at = start
        node = self.and_filter()
        if node[0] == "call" or node[0] == "not" and node[1][0] == "call":
            return node
        return ("filter", node)

    def assignment(self):
        name = self.field()
        if name and self.take(":="):
            return ("assign", name, self.expression())
        return None

    def application(self):
        name = self.field()
        if not name or not self.take("=~"):
            return None
        if self.take("!") or self.word("not"):
            return ("apply", name, ("not", self.call()))
        return ("apply", name, self.call())

    def link(self):
        name = self.field()
        return ("link", name, self.field()) if name and self.take("<=>") else None

    def matching(self):
        name = self.field()
        if not name or not self.looks(r"(?i:match)\s*\{"):
            return None
        self.word("match")
        self.need("{")
        clauses = []
        while not self.take("}"):
            guard = self.guard()
            self.need("=>")
            clauses.append((guard, self.clause()))
            if not self.take(";"):
                self.need("}")
                break
        return ("match", name, clauses)

    def case(self):
        self.word("case")
        self.need("{")
        clauses = []
        while not self.take("}"):
            clauses.append(self.clause())
            if not self.take(";"):
                self.need("}")
                break
        return ("case", clauses)

    def clause(self):
        steps = []
        self.take("|")
        while not self.looks("[;}]"):
            steps.append(self.step())
            if not self.take("|"):
                break
        return steps

    def guard(self):
        if self.looks("/"):
            return self.regex()
        if self.looks('"'):
            return ("pattern", self.string(), True)
        if self.at_call():
            return self.call()
        m = self.looks(VALUE.pattern)
        if not m:
            raise Reject(f"{self.at}: guard expected")
        self.at = m.end()
        return ("true",) if m[0] in ("*", "true") else ("pattern", m[0], False)

    # ---- filters; OR binds tighter than AND

    def and_filter(self):
        parts = [self.or_filter()]
        while not self.looks(r"[|)};]") and self.at < len(self.text):
            self.word("and")
            parts.append(self.or_filter())
        return parts[0] if len(parts) == 1 else ("and", parts)

    def or_filter(self):
        parts, branches = [self.not_filter()], []
        while self.word("or"):
            start = self.at
            branch = self.branch()
            if branch is None:
                self.at = start
                parts.append(self.not_filter())
            else:
                branches.append(branch)
        node = parts[0] if len(parts) == 1 else ("or", parts)
        return ("branch", node, branches) if branches else node

    def branch(self):
        """The lenient alternative `( P | P )`: it holds a pipe and begins with an event name."""
        if not self.take("("):
            return None
        steps = self.pipeline(")")
        if len(steps) < 2 or not self.take(")"):
            return None
        first = steps[0]
        return steps if first[0] == "filter" and any(
            name.lstrip("#") == "event_simpleName" or name.startswith("#")
            for name in names_of(first[1])) else None

    def not_filter(self):
        if self.word("not") or self.looks("!(?!=)") and self.take("!"):
            return ("not", self.not_filter())
        return self.primary()

    def primary(self):
        if self.take("("):
            steps = self.pipeline(")")
            self.need(")")
            if len(steps) == 1:
                return steps[0][1] if steps[0][0] == "filter" else steps[0]
            return ("nested", steps)
        if self.looks("/"):
            return ("free", self.regex())
        if self.at_call():
            return self.call()
        start = self.at
        name = self.field()
        if name is not None:
            comparison = self.comparison(name)
            if comparison:
                return comparison
        self.at = start
        return self.free_text()

    def comparison(self, name):
        m = self.looks(r"(!=|<=|>=|=(?!~)|<|>|(?i:like)(?=[\s\"]))")
        if not m:
            return None
        self.at = m.end()
        op = m[1].lower()
        if op in ("<", "<=", ">", ">="):
            m = self.looks(VALUE.pattern)
            if not m or not NUMBER.fullmatch(m[0]):
                raise Reject(f"{self.at}: number expected")
            self.at = m.end()
            return ("compare", name, op, ("number", m[0]))
        return ("compare", name, op, self.right_side())

    def right_side(self):
        if self.looks('"'):
            return ("pattern", self.string(), True)
        if self.looks("/"):
            return self.regex()
        m = self.looks(VALUE.pattern)
        if not m:
            raise Reject(f"{self.at}: value expected")
        self.at = m.end()
        return ("pattern", m[0], False)

    def free_text(self):
        if self.looks('"'):
            return ("free", ("pattern", self.string(), True))
        m = self.looks(VALUE.pattern)
        if not m:
            raise Reject(f"{self.at}: filter expected at {self.text[self.at:self.at + 20]!r}")
        self.at = m.end()
        if m[0] in ("*", "true"):
            return ("true",)
        if m[0] == "false":
            return ("false",)
        if m[0].lower() in self.functions | {"case", "match", "like", "in", "and", "or"}:
            raise Reject(f"{self.at}: {m[0]} is a reserved word")
        return ("free", ("pattern", m[0], False))

    # ---- calls and expressions

    def at_call(self):
        self.space()
        m = CALL.match(self.text, self.at)
        return m if m and m[1].lower() in self.functions else None

    def call(self):
        m = self.at_call()
        if not m:
            raise Reject(f"{self.at}: function call expected at {self.text[self.at:self.at + 20]!r}")
        self.at = m.end()
        args = []
        while not self.take(")"):
            args.append(self.argument())
            if not self.take(","):
                self.need(")")
                break
        return ("call", m[1].lower(), args)

    def named(self):
        steps = self.pipeline("}")
        self.need("}")
        include = []
        if self.looks(r"include\s*:"):
            self.take("include")
            self.need(":")
            node = self.expression()
            include = [item[1] for item in (node[1] if node[0] == "array" else [node])]
        return ("named", steps, include)

    def argument(self):
        m = self.looks(r"([A-Za-z_]\w*)\s*:\s*\{")
        if m:
            self.at = m.end()
            return (m[1], self.named())
        m = self.looks(r"([A-Za-z_#@][\w.#@]*)\s*=(?![=~])")
        if not m:
            return (None, self.expression())
        self.at = m.end()
        return (m[1], self.expression())

    def expression(self):
        left = self.additive()
        m = self.looks(r"(==|!=|<=|>=|<|>)")
        if not m:
            return left
        self.at = m.end()
        return ("binary", m[1], left, self.additive())

    def additive(self):
        return self.chain(self.product, r"[+-]")

    def product(self):
        return self.chain(self.prefix, r"[*/%]")

    def chain(self, operand, operators):
        node = operand()
        while m := self.looks(operators):
            self.at = m.end()
            node = ("binary", m[0], node, operand())
        return node

    def prefix(self):
        m = self.looks(r"[-!](?!=)")
        if m:
            self.at = m.end()
            return ("unary", m[0], self.prefix())
        return self.operand()

    def operand(self):
        if self.take("("):
            node = self.expression()
            self.need(")")
            return node
        if self.take("{"):
            steps = self.pipeline("}")
            self.need("}")
            return ("subquery", steps)
        if self.looks(r"\["):
            return self.array()
        if self.looks('"'):
            return ("string", self.string())
        if self.at_call():
            return self.call()
        m = self.looks(NUMBER.pattern + r"(?![\w.])") or self.looks(r"(?:\w|[#@%&$])(?:[\w#@%&$.:]|\[\d*\])*|\*")
        if not m:
            raise Reject(f"{self.at}: expression expected at {self.text[self.at:self.at + 20]!r}")
        self.at = m.end()
        return ("word", m[0])

    def array(self):
        self.need("[")
        items = []
        while not self.take("]"):
            items.append(self.element())
            if not self.take(","):
                self.need("]")
                break
        return ("array", items)

    def element(self):
        start = self.at
        name = self.field()
        if name and self.take(":="):
            return ("element", name, self.call())
        self.at = start
        return self.expression()


def names_of(node):
    """Fields that the comparisons of a filter name."""
    if node[0] == "compare":
        return [node[1]]
    if node[0] in ("and", "or"):
        return [name for kid in node[1] for name in names_of(kid)]
    return names_of(node[1]) if node[0] == "not" else []


def parse(text, functions):
    """The steps of a query; `functions` are the names that may be called, in lower case."""
    parser = Parser(text, functions)
    steps = parser.pipeline(None)
    parser.space()
    if parser.at != len(text):
        raise Reject(f"{parser.at}: end expected at {text[parser.at:parser.at + 20]!r}")
    return steps
