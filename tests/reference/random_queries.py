"""random_queries.py - queries over the fields of random_events.py, as lists of steps.

A query is a list of step texts; joined by pipes it is the query. Keeping the steps apart lets a
failing query be cut down.
"""
from random_events import EVENTS, FIELDS, POOLS

REGEXES = ["invalid|expired", "(?:invalid|revoked)", "^a", "e$", "\\.exe$", "[0-9]+", "\\\\Windows\\\\", "", ".",
           "(?<drive>[A-Z]):", "(?<first>\\w+)[ .](?<second>\\w+)", "b+", "a.*e", "\\d{3}", "(?<x>zzz)?a"]
# Names that no record holds, but that a sensor's events answer to.
DERIVED = ["FileName", "FilePath", "SignInfoFlags.text", "@timestamp", "#event_simpleName"]
GLOBS = ["*", "*.exe", "C:\\\\*", "*a*", "a*", "*i*e*", "Inv*", "*\\\\System32\\\\*", "", "**", "5*2"]


def quote(text):
    """A string of the language; a query is UTF-8, so that what is none cannot be asked for."""
    text = text.encode("utf-8", "replace").decode()
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t") + '"'


class Queries:
    """Makes steps for the fields that are there; `numbers` are those worth adding up."""

    def __init__(self, rng):
        self.rng = rng
        self.fields = list(FIELDS)
        self.aggregated = False

    def pick(self, *choices):
        return self.rng.choice(choices)

    def field(self):
        if not self.aggregated and self.rng.random() < 0.1:
            return self.rng.choice(DERIVED)
        return self.rng.choice(self.fields + ["nosuch"] * (self.rng.random() < 0.2))

    def name(self, field):
        return quote(field) if self.rng.random() < 0.1 else field

    def text_of(self, field):
        return self.rng.choice(POOLS.get(field, POOLS["w"]))

    # ---- filters

    def comparison(self):
        field, kind = self.field(), self.rng.random()
        if kind < 0.12:
            return f"{self.name(field)}{self.pick('=', ' = ', '!=', ' != ')}*"
        if kind < 0.35:
            return f"{self.name(field)}{self.pick('=', '!=', ' = ')}{quote(self.text_of(field))}"
        if kind < 0.45:
            return f"{field}{self.pick('=', '!=')}{self.pick('1', '2', '007', '1.0', '512', '1e1', '-0', '0')}"
        if kind < 0.6:
            return f'{field}{self.pick("=", "!=")}"{self.rng.choice(GLOBS)}"'
        if kind < 0.68:
            return f'{field} {self.pick("like", "LIKE")} "{self.rng.choice(["exe", "In*d", "a", "5", ""])}"'
        if kind < 0.85 and field != "r.w":
            return f"{field}{self.pick('=', '!=', ' = ')}/{self.rng.choice([r for r in REGEXES if r])}/{self.pick('', 'i', 'd', '')}"
        return f"{field} {self.pick('<', '<=', '>', '>=')} {self.pick('0', '1', '2.5', '-1', '1e2', '512')}"

    def event_name(self):
        return f"{self.pick('#', '')}event_simpleName{self.pick('=', ' = ', '!=')}{self.pick('', '') or self.rng.choice(EVENTS)}"

    def free_text(self):
        return self.pick("alice", '"Invalid"', "exe", '"C:\\\\Temp"', "/whoami/", "/INVALID/i", '"ærø"', "*li*e",
                         '"a/b"', "h1")

    def filter(self, depth=0):
        kind = self.rng.random()
        if depth < 3 and kind < 0.35:
            parts = [self.filter(depth + 1) for _ in range(self.rng.randrange(2, 4))]
            text = parts[0]
            for part in parts[1:]:
                text += f" {self.pick('', 'and', 'AND', 'or', 'OR', 'or')} {part}"
            return f"({text})" if self.rng.random() < 0.4 else text
        if depth < 3 and kind < 0.45:
            return f"{self.pick('not ', '!', 'NOT ')}{self.atom()}"
        return self.atom()

    def atom(self):
        kind = self.rng.random()
        if kind < 0.15:
            return self.event_name()
        if kind < 0.22 and not self.aggregated:
            return self.free_text()
        if kind < 0.25:
            return self.pick("*", "true", "false")
        return self.comparison()

    # ---- expressions

    def expression(self, depth=0):
        kind = self.rng.random()
        if depth < 3 and kind < 0.45:
            return f"({self.expression(depth + 1)} {self.pick('+', '-', '*', '/', '%')} {self.expression(depth + 1)})"
        if kind < 0.5:
            return f"-{self.plain_field()}"
        if kind < 0.6:
            return f"{self.pick('lower', 'upper', 'length')}({self.plain_field()})"
        if kind < 0.75:
            return self.pick("1", "2", "0", "10", "0.5", "3")
        if kind < 0.8:
            return quote(self.rng.choice(POOLS["w"]))
        return self.plain_field()

    def plain_field(self):
        return self.rng.choice([f for f in self.fields if f.isidentifier()] or ["nosuch"])

    def condition(self):
        return f"{self.expression(2)} {self.pick('==', '!=', '<', '<=', '>', '>=')} {self.expression(2)}"

    # ---- steps on one event

    def make(self, name):
        """Remember a field that a step makes."""
        self.fields.append(name)
        return name

    def event_step(self):
        return self.rng.choice([
            self.step_filter, self.step_filter, self.step_filter, self.step_in, self.step_wildcard,
            self.step_assign, self.step_test, self.step_case, self.step_match, self.step_rename, self.step_drop,
            self.step_cidr, self.step_default, self.step_value, self.step_regex, self.step_replace, self.step_eval,
            self.step_format, self.step_flags, self.step_if, self.step_text, self.step_array, self.step_split,
            self.step_round, self.step_contains])()

    def step_filter(self):
        return self.filter()

    def step_in(self):
        field = self.field()
        choices = ", ".join(quote(self.text_of(field)) for _ in range(self.rng.randrange(1, 4)))
        fold = self.pick("", ", ignoreCase=true")
        if self.rng.random() < 0.3:
            return f"{field} =~ {self.pick('', '!')}in(values=[{choices}]{fold})"
        return f"{self.pick('', '!')}in({field}, values=[{choices}]{fold})"

    def step_wildcard(self):
        fold = self.pick("", ", ignoreCase=true")
        every = self.pick("", ", includeEverythingOnAsterisk=true")
        return f'wildcard("{self.rng.choice(GLOBS)}", field={self.field()}{fold}{every})'

    def step_assign(self):
        expression = self.expression()
        return f"{self.make(self.pick('x', 'y', 'n', 'w'))} := {expression}"

    def step_test(self):
        return f"{self.pick('', '!')}test({self.condition()})"

    def step_case(self):
        clauses = []
        for _ in range(self.rng.randrange(1, 4)):
            clauses.append(f"{self.filter(1)} | c := {quote(self.rng.choice(POOLS['w']))}")
        if self.rng.random() < 0.5:
            clauses.append(self.pick("*", "* | c := \"other\""))
        self.make("c")
        return "case { " + "; ".join(clauses) + self.pick("", ";") + " }"

    def step_match(self):
        field = self.plain_field()
        guards = [self.pick(f'"{self.rng.choice(["a*", "*e", "1", "h1", "*"])}"', "/a/i", "/^(?<head>.)/",
                            'in(values=["1", "alice", "h*"])') for _ in range(2)]
        clauses = [f"{guard} => g := {i}" for i, guard in enumerate(guards)]
        if self.rng.random() < 0.6:
            clauses.append(f"{self.pick('*', 'true')} => *")
        self.make("g")
        return f"{field} match {{ " + "; ".join(clauses) + " }"

    def step_rename(self):
        old = self.plain_field()
        return self.pick(f"rename({old}, as={self.make('r')})", f"rename([[{old}, {self.make('r')}]])")

    def step_drop(self):
        return f"drop([{self.plain_field()}, {self.plain_field()}])"

    def step_cidr(self):
        return f'{self.pick("", "!")}cidr(ip, subnet={self.pick(quote("10.0.0.0/8"), "[" + quote("192.168.0.0/16") + ", " + quote("::/64") + "]")})'

    def step_default(self):
        return f'default(value={self.pick(quote("none"), "0")}, field=[{self.plain_field()}]{self.pick("", ", replaceEmpty=true")})'

    def step_value(self):
        name = self.pick("lower", "upper", "length", "math:abs", "math:floor", "crypto:md5", "shannonEntropy")
        field = self.plain_field()
        return self.pick(f"{self.make('v')} := {name}({field})", f"{name}({field}, as={self.make('v')})")

    def step_regex(self):
        pattern = self.rng.choice([r for r in REGEXES if "?<" in r]).replace("\\", "\\\\")
        strict = self.pick("", ", strict=false")
        return f'regex("{pattern}", field={self.plain_field()}{strict})'

    def step_replace(self):
        return f'replace("{self.pick("a", "[0-9]+", "(.)e", "x*$")}", with="{self.pick("", "<$0>", "-")}", field={self.plain_field()}, as={self.make("q")})'

    def step_eval(self):
        return f"eval({self.make('e')}={self.expression()})"

    def step_format(self):
        return f'format("{self.pick("%s-%s", "%s/%5s", "%-8s|%s")}", field=[{self.plain_field()}, {self.plain_field()}], as={self.make("f")})'

    def step_flags(self):
        return f"bitfield:extractFlags(field=SignInfoFlags, output=[[9,{self.make('unsigned')}],[18,{self.make('valid')}]]{self.pick('', ', onlyTrue=true')})"

    def step_if(self):
        return f"{self.make('i')} := if({self.condition()}, then={self.expression(3)}, else={self.expression(3)})"

    def step_text(self):
        name = self.pick("concat", "coalesce")
        return f"{self.make('t')} := {name}([{self.plain_field()}, {self.plain_field()}])"

    def step_array(self):
        array = self.pick('"l[]"', '"l[]"', '"nosuch[]"')
        return self.pick(f"{self.make('al')} := array:length({array})", f"array:contains({array}, value=alice)",
                         f"array:append({array}, values=[{self.plain_field()}, \"new\"])", f"array:dedup({array})",
                         f"array:drop({array})", f'array:rename({array}, asArray="k[]")',
                         f'array:filter({array}, var=x, function={{ x=/a/ }})',
                         f'{self.make("cl")} := concatArray(l, separator=",")')

    def step_split(self):
        return f'splitString({self.plain_field()}, by="{self.pick("[ ,]", "e", "x*y")}", {self.pick("index=0", "index=-1", "index=2")}, as={self.make("s")})'

    def step_round(self):
        return f"{self.make('rn')} := round({self.plain_field()}{self.pick('', ', how=ceil', ', how=floor')})"

    def step_contains(self):
        return f'text:{self.pick("contains", "startsWith", "endsWith")}({self.plain_field()}, substring={quote(self.pick("a", "e", "1", ""))})'

    def step_branch(self):
        """The lenient alternative branch, and the lenient conjunction with a pipe."""
        first, second = self.rng.sample(EVENTS, 2)
        if self.rng.random() < 0.3:
            return f"( {self.filter(1)} | {self.filter(1)} )"
        return (f"#event_simpleName={first} | {self.comparison()} OR ( #event_simpleName = {quote(second)} | "
                f"{self.filter(2)} | {self.comparison()} )")

    def step_other_events(self):
        """What looks at all events of the input: tables and joins, first or on events as they come."""
        key = self.pick("aid", "UserName")
        return self.pick(
            f'defineTable(query={{ {self.filter(1)} }}, include=[{key}, n], name="t") | match(t, field={key}, include=n'
            f'{self.pick("", ", strict=false")})',
            f"join(query={{ {self.filter(1)} }}, field={key}, include=[n]{self.pick('', ', mode=left')})",
            f"!join(query={{ {self.filter(1)} }}, field={key})",
            f"selfJoinFilter(field={key}, where=[{{ {self.filter(1)} }}, {{ {self.filter(1)} }}])")

    def named_query(self, name, *links):
        """One query of correlate(); what it includes is seen as name.field."""
        include = self.pick("", " include: n", " include: [n, UserName]")
        links = "".join(f" | {link}" for link in links)
        return f"{name}: {{ {self.filter(2)}{links} }}{include}"

    def constellation(self):
        key = self.pick("aid", "UserName")
        queries = [self.named_query("a"), self.named_query("b", f"{key} <=> a.{key}")]
        if self.rng.random() < 0.4:
            queries.append(self.named_query("c", f"{key} <=> b.{key}"))
        options = [self.pick("within=1m", "within=5m", "maxPerRoot=1"), self.pick("sequence=true", "sequence=false"),
                   self.pick("globalConstraints=[aid]", "iterationLimit=5")]
        options += [] if "maxPerRoot=1" in options else [self.pick("maxPerRoot=2", "maxPerRoot=100")]
        self.aggregated, self.fields = True, ["x", "y"]
        names = [f"{q[0]}.{f}" for q in queries for f in ("n", "UserName", key, "@timestamp")]
        return f"correlate({', '.join(queries + options)}) | x := a.n | y := b.UserName | select([x, y, @timestamp, {', '.join(names)}])"

    def self_join(self):
        key = self.pick("aid", "UserName")
        options = self.pick("", ", prefilter=true") + self.pick("", ", collect=[n, w]") + self.pick("", ", select=m")
        where = f"[{{ {self.filter(1)} }}, {{ {self.filter(1)} }}]"
        self.aggregated, self.fields = True, [key, "n", "w", "m"]
        return f"selfJoin({key}, where={where}{options})"

    def sequence(self):
        """What works on events in an order, behind what gives them one."""
        parts, outs = self.parts()
        own = self.pick("", ", current=exclude")
        functions = f"[{', '.join(parts)}]"
        self.aggregated = True
        step = self.pick(
            f"accumulate({functions}{own})", f"slidingWindow({functions}, events={self.rng.randrange(1, 5)}{own})",
            f"neighbor([{self.plain_field()}], distance={self.pick(1, 2)}, prefix=p"
            f"{self.pick('', ', direction=succeeding')})",
            f"partition({functions}, condition=test({self.condition()}){self.pick('', ', split=after')})")
        if step.startswith("partition"):
            self.fields = sorted(outs)
        return f"{self.pick('head()', 'head(10)', 'tail(8)')} | {step}"

    def chart(self):
        parts, outs = self.parts()
        windows = []
        if self.rng.random() < 0.6:
            # Two results of one name are an error, so a window has names of its own.
            windows = [f"window([count(as=wc), sum({self.plain_field()}, as=ws)], buckets={self.rng.randrange(1, 5)})"]
        self.aggregated, self.fields = True, ["_bucket", *sorted(outs)]
        return f"timeChart(span={self.pick('1m', '5m', '1h')}, function=[{', '.join(parts + windows)}])"

    def session(self):
        parts, outs = self.parts()
        self.aggregated, self.fields = True, sorted(outs)
        return f"session([{', '.join(parts)}], maxpause={self.pick('1m', '2m', '90s')})"

    # ---- aggregates

    def part(self, number):
        name = self.pick("count", "count", "sum", "avg", "min", "max", "collect", "selectLast", "countif")
        field = self.plain_field()
        out = f"o{number}"
        if name == "collect" or name == "selectLast":
            return f"{name}({field})", field
        if name == "count":
            inside = self.pick("", field, f"field={field}, distinct=true")
            return f"count({inside}{', ' if inside else ''}as={out})", out
        if name == "countif":
            return f"{{ {self.filter(2)} | count(as={out}) }}", out
        return f"{name}({field}, as={out})", out

    def parts(self):
        made = [self.part(i) for i in range(self.rng.randrange(1, 4))]
        seen, kept = set(), []
        for text, out in made:
            if out not in seen:
                seen.add(out)
                kept.append(text)
        return kept, seen

    def aggregate(self):
        kind = self.rng.random()
        if kind < 0.18:
            return self.pick(self.sequence, self.chart, self.session)()
        kind = self.rng.random()
        self.aggregated = True
        if kind < 0.55:
            keys = self.rng.sample([f for f in self.fields if f.isidentifier()], self.rng.randrange(1, 3))
            keys = list(dict.fromkeys(keys))
            parts, outs = self.parts()
            parts = [p for p in parts if not any(p.endswith(f"({k})") for k in keys)] or ["count()"]
            self.fields = keys + [o for o in sorted(outs) if o not in keys]
            shape = self.pick("[{}]", "([{}])") if len(parts) > 1 else self.pick("[{}]", "{}")
            return f"groupBy([{', '.join(keys)}], function={shape.format(', '.join(parts))})"
        if kind < 0.65:
            parts, outs = self.parts()
            self.fields = sorted(outs)
            return self.pick(f"stats([{', '.join(parts)}])", f"[{', '.join(parts)}]")
        if kind < 0.75:
            field = self.plain_field()
            self.fields = [field, "_count"]
            return f"top({field}{self.pick('', ', limit=3')})"
        if kind < 0.8:
            parts, outs = self.parts()
            self.fields = ["_bucket", *sorted(outs)]
            return f"bucket(span={self.pick('1m', '5m', '1h')}, function=[{', '.join(parts)}])"
        if kind < 0.87:
            return f"{self.pick('head', 'tail')}({self.pick('', '3', '10', 'limit=1')})"
        if kind < 0.92:
            fields = list(dict.fromkeys(self.plain_field() for _ in range(3)))
            self.fields = fields
            return f"table([{', '.join(fields)}]{self.pick('', ', limit=5')})"
        return self.sort()

    def sort(self):
        field = self.plain_field()
        return f"sort({field}{self.pick('', ', order=asc')}{self.pick('', ', type=string')}{self.pick('', ', limit=4')})"

    def query(self):
        kind = self.rng.random()
        steps = [self.step_other_events()] if kind < 0.08 else [self.step_branch()] if kind < 0.16 else []
        if 0.16 <= kind < 0.22:
            return [self.event_step(), self.constellation(), *self.pick([], [self.aggregate()])]
        if 0.22 <= kind < 0.26:
            return [self.self_join()]
        steps += [self.event_step() for _ in range(self.rng.randrange(1, 4))]
        if self.rng.random() < 0.6:
            steps.append(self.aggregate())
            if self.rng.random() < 0.5:
                steps.append(self.pick(self.sort(), self.filter(2), self.step_assign()))
        elif self.rng.random() < 0.3:
            steps.append(f"select([{self.plain_field()}, {self.plain_field()}])")
        return steps
