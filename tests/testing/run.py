#!/usr/bin/env python3
"""run.py PROGRAM - `countersign test` tells good tests from weak ones, and `countersign diff` one query from another.

Packs are made on the spot, each with one thing wrong. A suite is weak when a condition is never true, never false or
never reached, or when a mutant goes unnoticed; what is said of it must name the condition and its line.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

PROGRAM = pathlib.Path(sys.argv[1]).resolve()
# The one process that a public event log tells of.
IN_THE_LOG = ["C:\\Users\\bouss\\Downloads\\samir.exe"]
QUERY = """#event_simpleName = ProcessRollup2
| case {
    Level > 3 | Severity := "high";
    * | Severity := "low"
  }
| select([Severity, ImageFileName])
"""
PACK = """id: made-up
title: A made-up detection
description: For this test.
severity: high
query: detection.cql
attack: {technique: T1036.001}
events: [ProcessRollup2]
fields: {required: [ImageFileName]}
"""


def event(image, name="ProcessRollup2", **fields):
    return json.dumps({"event_simpleName": name, "timestamp": "1700000000000", "ImageFileName": image, **fields})


HIGH, LOW, OTHER = event("h", Level="4"), event("l", Level="3"), event("o", name="DnsRequest")


def test(kind, events, findings=(), **more):
    """A test as text; YAML takes JSON."""
    return json.dumps({"name": "a test", "kind": kind, "input": {"events": "\n".join(events)},
                       **({"findings": list(findings)} if findings else {}), **more})


GOOD = {"high": test("positive", [HIGH, LOW], [{"Severity": "high", "ImageFileName": "h"}, {"Severity": "low"}]),
        "other": test("negative", [OTHER])}


def write(folder, tests, query=QUERY, pack=PACK):
    (folder / "tests").mkdir(parents=True)
    (folder / "pack.yaml").write_text(pack)
    (folder / "detection.cql").write_text(query)
    for name, text in tests.items():
        (folder / "tests" / f"{name}.yaml").write_text(text)
    return folder


def run(*args, cwd=None, env=None):
    return harness.run(PROGRAM, "test", *args, cwd=cwd, env=env)


def judge(name, top, tests, status, words, *args, query=QUERY, env=None):
    """A pack of these tests gives that status and those words (or none of them, with a `!`)."""
    folder = write(top / name.replace(" ", "-"), tests, query)
    have, out, err = run(*args, folder, env=env)
    text = out.decode() + err
    wrong = [word for word in words if (word[1:] in text if word[0] == "!" else word not in text)]
    return name, None if have == status and not wrong else f"status {have}, wrong: {wrong}\n{text}", None


BOTH = ["--coverage", "--mutate"]


def suites(top):
    all_of = [("good tests", GOOD, 0, ["passed   high", "is covered (5 of 5)", "is caught (5 of 5)", "!  failed"], BOTH)]
    all_of += [
        ("no positive test", {"other": GOOD["other"]}, 1, ["no positive test"], []),
        ("no negative test", {"high": GOOD["high"]}, 1, ["no negative test"], []),
        ("no tests at all", {}, 1, ["no positive test"], []),
        ("too few tests", GOOD, 1, ["failed   there are as many tests"], ["--min-tests", "3"]),
        ("enough tests", GOOD, 0, ["!  failed"], ["--min-tests", "2"]),
        ("a finding less", {**GOOD, "less": test("positive", [HIGH], [{"Severity": "high"}] * 2)}, 1,
         ["failed   less", "1 findings, 2 expected"], []),
        ("a finding more", {**GOOD, "more": test("positive", [HIGH, LOW], [{"Severity": "high"}])}, 1,
         ["2 findings, 1 expected", 'not expected: {Severity: "low"'], []),
        ("another value", {**GOOD, "value": test("positive", [HIGH], [{"Severity": "low"}])}, 1,
         ['Severity is "high", expected "low"'], []),
        ("a field that must be missing", {**GOOD, "missing": test("positive", [HIGH], [{"Severity": "null"}])}, 1,
         ['Severity is "high", expected missing'], []),
        ("a field that is missing", {**GOOD, "missing": test("positive", [HIGH], [{"No": "null"}])}, 0, ["!  failed"], []),
        ("another order", {**GOOD, "order": test("positive", [HIGH, LOW], [{"ImageFileName": "l"}, {"ImageFileName": "h"}])},
         1, ["failed   order"], []),
        ("another order by key", {**GOOD, "order": test("positive", [HIGH, LOW], [
            {"ImageFileName": "l"}, {"ImageFileName": "h", "Severity": "high"}], key=["ImageFileName"])}, 0, ["!  failed"], []),
        ("a key that is not found", {**GOOD, "key": test("positive", [HIGH], [{"ImageFileName": "x"}], key=["ImageFileName"])},
         1, ["line 1: not found", "not expected: "], []),
        ("a negative that finds", {**GOOD, "bad": test("negative", [LOW])}, 1, ["failed   bad", "1 findings, 0 expected"], []),
        ("records that are none", {**GOOD, "bad": test("negative", [HIGH, "no record"])}, 1, ["a record cannot be read"], []),
        ("a mutant of a failing test", {**GOOD, "bad": test("negative", [LOW])}, 1, ["mend it first"], ["--mutate"]),
        ("a condition that is never true", {"low": test("positive", [LOW], [{"Severity": "low"}]), "other": GOOD["other"]}, 1,
         ["detection.cql:3:5: Level > 3: never true in the tests", "    3 |     Level > 3 |"], ["--coverage"]),
        ("a condition that is never false", {"high": test("positive", [HIGH], [{"Severity": "high"}]), "other": GOOD["other"]},
         1, ["Level > 3: never false", "the branch that takes everything: never reached"], ["--coverage"]),
        ("a condition that is never reached", {"x": test("positive", [event("x", Level="9")], [{"ImageFileName": "x"}]),
                                               "y": test("negative", [OTHER])}, 1,
         ["Never = 1: never reached"], ["--coverage"]),
        ("a condition that nobody needs", {"both": test("positive", [HIGH, LOW], [{"ImageFileName": "h"}, {"ImageFileName": "l"}]),
                                           "other": GOOD["other"]}, 1,
         ["Level > 3: dropped: no test notices", "Level > 3: turned round: no test notices"], ["--mutate"]),
    ]
    wanted = test("positive", [HIGH, LOW], [{"ImageFileName": "h"}], params={"Least": 4})
    all_of += [
        ("a parameter of a test", {"least": wanted, "other": GOOD["other"]}, 0, ["passed   least"], []),
        ("a parameter that is missing", {"least": wanted, "other": test("negative", [OTHER])}, 1,
         ["failed   other", "Least"], []),
    ]
    queries = {"a parameter of a test": "Level >= ?{Least=5}", "a parameter that is missing": "Level >= ?Least"}
    unreached = 'ImageFileName = x OR ImageFileName = y\n| case { ImageFileName = x; Never = 1 }\n'
    for name, tests, status, words, args in all_of:
        query = unreached if "never reached" in name else queries.get(name, QUERY)
        yield judge(name, top, tests, status, words, *args, query=query)


KINDS = """#event_simpleName = ProcessRollup2 NOT ImageFileName = skip*
| in(Level, values=[3, 4])
| ImageFileName =~ !in(values=[never])
| Level match { 4 => Severity := "high"; * => Severity := "low" }
| Loud := if(Level > 3, then="yes", else="no")
| case { Loud = yes | test(Level == 4); Loud = no }
"""


def inputs(top):
    """A file beside the test, or what forged programs would have sent."""
    folder = write(top / "files", {
        "text": json.dumps({"name": "a", "kind": "positive", "input": {"file": "events.ndjson"}, "findings": [{"Severity": "high"}]}),
        "other": GOOD["other"],
        "forged": json.dumps({"name": "a", "kind": "positive", "input": {"forge": ["valid", "script"]},
                              "findings": [{"Severity": "low"}] * 2}),
    })
    (folder / "tests/events.ndjson").write_text(HIGH + "\n")
    status, out, err = run(folder)
    yield "files and forged programs as input", None if status == 0 else f"{status} {out.decode()}{err}", None
    samples = harness.shared_data()
    log = samples and samples / "windows/evtx/attack-samples/DE_ProcessHerpaderping_Sysmon_11_10_1_7.evtx"
    if not log or not log.is_file():
        yield "an event log as input", None, "SKIP the samples are not at hand"
        return
    text = {"name": "a", "kind": "positive", "input": {"file": "log.evtx"}, "key": ["ImageFileName"],
            "findings": [{"ImageFileName": image} for image in IN_THE_LOG]}
    (folder / "tests/log.yaml").write_text(json.dumps(text))
    (folder / "tests/log.evtx").write_bytes(log.read_bytes())
    status, out, err = run(folder)
    yield "an event log as input", None if status == 0 else f"{status} {out.decode()}{err}", None


def kinds(top):
    """Every kind of condition has its probe and its mutants."""
    events = [HIGH, LOW, event("skip", Level="4"), event("l9", Level="9"), event("never", Level="4"), event("m")]
    tests = {"all": test("positive", events, [{"Severity": "high", "Loud": "yes", "ImageFileName": "h"},
                                              {"Severity": "low", "Loud": "no", "ImageFileName": "l"}]),
             "other": test("negative", [event("o", name="DnsRequest", Level="4")])}
    return judge("every kind of condition", top, tests, 1,
                 ["test(Level == 4): never false in the tests", "test(Level == 4): dropped: no test notices",
                  "!never true", "!turned round", "is covered (17 of 19)", "is caught (16 of 19)"], *BOTH, query=KINDS)


def malformed(top):
    good = test("positive", [HIGH], [{"Severity": "high"}])
    cases = {
        "no YAML": ("{", "did not find"), "unknown": ('{"nam": "x"}', "did you mean 'name'?"), "empty": ('{"name": "x"}', "'kind' is missing"),
        "kind": (good.replace("positive", "possible"), "kind: positive, negative or baseline"),
        "findings": (good.replace("positive", "negative"), "only a positive test has findings"),
        "no findings": (test("positive", [HIGH]), "a positive test has findings"),
        "two inputs": (good.replace('"events"', '"forge": "valid", "events"'), "one of events, file, forge and folder"),
        "a file elsewhere": (test("negative", []).replace('{"events": ""}', '{"file": "../../x"}'), "in the folder of the test"),
        "a file that is not there": (test("negative", []).replace('{"events": ""}', '{"file": "x.evtx"}'), "x.evtx"),
        "an unknown forgery": (test("negative", []).replace('{"events": ""}', '{"forge": "valud"}'), "nothing called 'valud'"),
        "a folder without baseline": (test("negative", []).replace('{"events": ""}', '{"folder": "x"}'), "a baseline, and nothing else"),
        "a key without its field": (test("positive", [HIGH], [{"Severity": "high"}], key=["Rank"]), "lacks a field of the key"),
    }
    for name, (text, words) in cases.items():
        yield judge(f"malformed: {name}", top, {**GOOD, "bad": text}, 2, [words])


def baselines(top):
    quiet, loud = top / "quiet", top / "loud"
    for folder, text in ((quiet, OTHER), (loud, HIGH)):
        folder.mkdir()
        (folder / "events.ndjson").write_text(text + "\n")

    def baseline(folder, *exceptions):
        return {**GOOD, "base": json.dumps({"name": "quiet", "kind": "baseline", "input": {"folder": folder},
                                            "exceptions": list(exceptions)})}

    excepted = {"finding": {"ImageFileName": "h"}, "why": "it is known"}
    unused = {"finding": {"ImageFileName": "z"}, "why": "it is not there"}
    env = {"SAMPLES": str(top)}
    yield judge("a quiet baseline", top, baseline("$SAMPLES/quiet"), 0, ["passed   base"], env=env)
    yield judge("a loud baseline", top, baseline("$SAMPLES/loud"), 1, ["failed   base", "found: {"], env=env)
    yield judge("a loud baseline that is explained", top, baseline("$SAMPLES/loud", excepted), 0, ["passed   base"], env=env)
    yield judge("an exception too many", top, baseline("$SAMPLES/quiet", unused), 1, ["an exception that nothing needs"], env=env)
    yield judge("a baseline that is absent", top, baseline("$SAMPLES/quiet"), 0, ["skipped  base", "there is no folder $SAMPLES/quiet"])


def forms(top):
    """The same results in every form."""
    folder = write(top / "forms", {**GOOD, "bad<": test("positive", [HIGH], [{"Severity": "low"}])})
    _, tap, _ = run("--format=tap", folder)
    _, junit, _ = run("--format=junit", folder)
    _, text, _ = run("--format=json", folder)
    points = json.loads(text)
    cases = list(xml.etree.ElementTree.fromstring(junit).iter("testcase"))
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    right = (tap.decode().splitlines()[0] == "1..4" and tap.count(b"not ok") == 1 and failed == ["bad<"] and len(cases) == 4 and
             [point["name"] for point in points if point["state"] == "failed"] == failed)
    return "TAP, JUnit and JSON agree", None if right else f"{tap}\n{junit}\n{text}", None


def git(folder, *args):
    subprocess.run(["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", *args], check=True,
                   capture_output=True, env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull})


def changes(top):
    here = top / "repository"
    for name in ("one", "two"):
        write(here / name, GOOD, pack=PACK.replace("made-up\n", f"{name}\n", 1))
    env = {"GIT_CEILING_DIRECTORIES": str(top)}
    status, out, err = run("--changed", here, env=env)
    yield "without git everything is tested", None if status == 0 and b"one" in out and "no git repository" in err else err, None
    git(here, "init", "-q")
    git(here, "add", "-A")
    git(here, "commit", "-qm", "first")
    _, out, _ = run("--changed", here, env=env)
    yield "what is committed has not changed", None if b"high" not in out else out.decode(), None
    (here / "two/detection.cql").write_text("// changed\n" + QUERY)
    (here / "one/tests/new.yaml").write_text(GOOD["other"])
    _, out, _ = run("--changed", here, env=env)
    both = b"one" in out and b"two" in out
    git(here, "add", "-A")
    git(here, "commit", "-qm", "second")
    (here / "one/README.md").write_text("x")
    _, out, _ = run("--changed", here, env=env)
    yield "changed and new files count", None if both and b"one" in out and b"two" not in out else out.decode(), None
    _, out, _ = run("--since", "HEAD~1", here, env=env)
    yield "a commit to compare with", None if b"one" in out and b"two" in out else out.decode(), None
    status, out, err = run("--since", "--output=x", here, env=env)
    yield "a commit is no option", None if "is no commit" in err and not (here / "x").exists() else err, None


def diffs(top):
    old, new, data = top / "old.cql", top / "new.cql", top / "data.ndjson"
    old.write_text("Level > 3 | select([ImageFileName])")
    new.write_text("Level > 2 ImageFileName != h | select([ImageFileName])")
    data.write_text("\n".join([HIGH, LOW, event("x", Level="5")]) + "\n")
    status, out, err = harness.run(PROGRAM, "diff", old, new, data)
    right = status == 1 and out.decode().splitlines() == ['- {"ImageFileName":"h"}', '+ {"ImageFileName":"l"}']
    yield "findings that appear and disappear", None if right else f"{status} {out} {err}", None
    status, out, err = harness.run(PROGRAM, "diff", "--format=json", old, new, data)
    rows = [json.loads(line) for line in out.decode().splitlines()]
    right = rows == [{"change": "removed", "finding": {"ImageFileName": "h"}}, {"change": "added", "finding": {"ImageFileName": "l"}}]
    yield "the same for machines", None if right else f"{status} {out} {err}", None
    status, out, err = harness.run(PROGRAM, "diff", old, old, data)
    yield "a query does not differ from itself", None if status == 0 and not out else f"{status} {out} {err}", None
    twice = top / "twice.ndjson"
    twice.write_text((HIGH + "\n") * 2)
    new.write_text("Level > 3 | head(1) | select([ImageFileName])")
    status, out, err = harness.run(PROGRAM, "diff", old, new, twice)
    yield "how often counts", None if status == 1 and out == b'- {"ImageFileName":"h"}\n' else f"{status} {out} {err}", None
    new.write_text("Level > ")
    status, out, err = harness.run(PROGRAM, "diff", old, new, data)
    yield "a query that does not parse", None if status == 2 and "new.cql" in err else f"{status} {err}", None
    status, out, err = harness.run(PROGRAM, "diff", old, new)
    yield "no data", None if status == 2 and "DATA" in err else f"{status} {err}", None


def main():
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        top = pathlib.Path(name)
        results = [*suites(top), *inputs(top), kinds(top), *malformed(top), *baselines(top), forms(top), *changes(top), *diffs(top)]
        harness.report(results)


main()
