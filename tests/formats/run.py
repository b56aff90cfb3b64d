#!/usr/bin/env python3
"""run.py PROGRAM - what lint, fmt and explain print for tools is what the formats promise.

SARIF 2.1.0: the members that the standard requires, their types, rules that are unique and that the
results point to, regions that begin before they end and hold the text that the JSON format names by
offsets. Every code of the program is a rule and can be explained.
"""
import json
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

QUERIES = {
    "plain.cql": "aid=*\n| count()\n",
    "syntax.cql": "host-name=* | a==b",
    "a b#c%ü.cql": "// ä\n\"ö\" | UserName!=\"\"\n| sort(_count) | _count < 5 | lenght(a)\n",
    "lines.cql": "FileName=\"cmd\n.exe\"\n| SignInfoFlags=/revoked/",
}
REFERENCE = re.compile(r"^(?:[A-Za-z0-9._~!$&'()*+,;=@/-]|%[0-9A-F]{2})+$")
LEVELS = {"note", "warning", "error"}


class Bad(Exception):
    pass


def require(condition, what):
    if not condition:
        raise Bad(what)


def text_of(message):
    require(isinstance(message, dict) and isinstance(message.get("text"), str) and message["text"], f"no text: {message}")


def check_rules(rules):
    require(isinstance(rules, list) and rules, "no rules")
    require(len({r["id"] for r in rules}) == len(rules), "a rule stands there twice")
    for rule in rules:
        for name in ("shortDescription", "fullDescription", "help"):
            text_of(rule[name])
        require(rule["defaultConfiguration"]["level"] in LEVELS, f"level of {rule['id']}")


def check_region(region):
    names = ("startLine", "startColumn", "endLine", "endColumn")
    require(all(isinstance(region[n], int) and region[n] >= 1 for n in names), f"{region}")
    require((region["startLine"], region["startColumn"]) <= (region["endLine"], region["endColumn"]), f"{region}")


def check_location(physical):
    uri = physical["artifactLocation"]["uri"]
    require(REFERENCE.match(uri), f"no URI reference: {uri}")
    check_region(physical["region"])


def check_fix(fix):
    for change in fix["artifactChanges"]:
        require(REFERENCE.match(change["artifactLocation"]["uri"]), "no URI reference")
        for replacement in change["replacements"]:
            check_region(replacement["deletedRegion"])
            require(isinstance(replacement["insertedContent"]["text"], str), "no text to insert")


def check_result(result, rules):
    require(rules[result["ruleIndex"]]["id"] == result["ruleId"], f"rule of {result}")
    require(result["level"] in LEVELS, f"level of {result}")
    text_of(result["message"])
    require(len(result["locations"]) == 1, "one place")
    check_location(result["locations"][0]["physicalLocation"])
    for fix in result.get("fixes", []):
        check_fix(fix)


def check_sarif(document):
    require(document["version"] == "2.1.0" and document["$schema"].endswith("sarif-2.1.0.json"), "version")
    require(len(document["runs"]) == 1, "one run")
    run = document["runs"][0]
    driver = run["tool"]["driver"]
    require(driver["name"] == "countersign" and driver["version"], "driver")
    require(run["columnKind"] in ("unicodeCodePoints", "utf16CodeUnits"), "columnKind")
    check_rules(driver["rules"])
    for result in run["results"]:
        check_result(result, driver["rules"])
    return run


def lines_of(text, region):
    """The text of a region, by lines and columns of characters."""
    lines = text.split("\n")
    start, end = region["startLine"] - 1, region["endLine"] - 1
    if start == end:
        return lines[start][region["startColumn"] - 1:region["endColumn"] - 1]
    return "\n".join([lines[start][region["startColumn"] - 1:], *lines[start + 1:end], lines[end][:region["endColumn"] - 1]])


def lint(program, form, paths):
    status, out, err = harness.run(program, "lint", "--format", form, *paths)
    require(status == 1, f"status {status}: {err}")
    return json.loads(out)


def documents(program):
    """Both formats of the same queries say the same of the same places."""
    with tempfile.TemporaryDirectory() as folder:
        paths = [pathlib.Path(folder) / name for name in QUERIES]
        for path, text in zip(paths, QUERIES.values()):
            path.write_text(text)
        run = check_sarif(lint(program, "sarif", paths))
        problems = lint(program, "json", paths)
    require(len(run["results"]) == len(problems) > 5, "as many results as problems")
    for result, problem in zip(run["results"], problems):
        require(result["ruleId"] == problem["code"] and result["level"] == problem["severity"], f"{problem}")
        require(("fixes" in result) == (problem["fix"] is not None), f"fix of {problem}")
        raw = QUERIES[pathlib.Path(problem["source"]).name].encode()
        text = raw[problem["offset"]:problem["offset"] + problem["length"]].decode()
        region = result["locations"][0]["physicalLocation"]["region"]
        require(lines_of(raw.decode(), region) == text, f"{region} is not '{text}'")


def clean(program):
    status, out, _ = harness.run(program, "lint", "--format", "sarif", "aid=*")
    require(status == 0 and check_sarif(json.loads(out))["results"] == [], "a clean query has no results")


def codes(program):
    """Every code that the rules name is explained, and the other way round."""
    _, out, _ = harness.run(program, "lint", "--format", "sarif", "aid=*")
    rules = {r["id"] for r in json.loads(out)["runs"][0]["tool"]["driver"]["rules"]}
    _, out, _ = harness.run(program, "explain", "--codes", "--format", "json")
    require(rules == {c["code"] for c in json.loads(out)}, "the rules are the codes")
    for code in sorted(rules):
        status, out, _ = harness.run(program, "explain", code)
        require(status == 0 and out.startswith(code.encode()), f"explain {code}")


def difference(program):
    """A unified diff of a query and its layout, in which comments stay."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "a.cql").write_text("// who\na=1   /* x */ | count(  )\n\n// last\n| sort(_count)\n")
        status, out, err = harness.run(program, "fmt", "--diff", "a.cql", cwd=folder)
    expected = ("--- a.cql\n+++ a.cql\n@@ -1,5 +1,6 @@\n // who\n-a=1   /* x */ | count(  )\n+a=1 /* x */\n+| count()\n"
                " \n // last\n | sort(_count)\n")
    require(status == 1 and out.decode() == expected, f"status {status}: {out.decode()}{err}")


MEASURED = [
    "aid=*",
    "event_platform=Win | SignInfoFlags=/8/ | groupBy([aid, FileName], function=collect(CommandLine)) | _count!=7 | sort(aid)",
    "case { UserName=*; aid=* | x := 1 } | x=1 | split(a) | head(3)",
    "createEvents([\"a=1\", \"a=2\"]) | kvParse() | a=1 | count()",
]


def figures(program):
    """What a step puts out the next takes in; the last puts out the rows of the query."""
    telemetry = harness.ROOT / "examples/telemetry"
    for query in MEASURED:
        status, out, err = harness.run(program, "explain", "--analyze", "--format", "json", query, telemetry)
        require(status == 0, f"{query}: {err}")
        figures = json.loads(out)
        steps = figures["steps"]
        _, rows, _ = harness.run(program, "query", "-q", query, telemetry)
        require(figures["rows"] == len(harness.rows_of(rows)) == steps[-1]["out"], f"{query}: {figures}")
        require(figures["read"]["out"] in (steps[0]["in"], 0), f"{query}: {figures['read']}")
        for before, after in zip(steps, steps[1:]):
            require(before["out"] == after["in"], f"{query}: step {after['step']}")


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    tests = [documents, clean, codes, difference, figures]
    bad = 0
    print(f"TAP version 13\n1..{len(tests)}")
    for i, test in enumerate(tests, 1):
        try:
            test(program)
            print(f"ok {i} {test.__name__}")
        except (Bad, KeyError, IndexError, TypeError, ValueError) as error:
            bad += 1
            print(f"not ok {i} {test.__name__}\n# {type(error).__name__}: {error}")
    sys.exit(bad > 0)


if __name__ == "__main__":
    main()
