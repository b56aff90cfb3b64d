#!/usr/bin/env python3
"""run.py PROGRAM - the Atomic Red Team files of the detections fit the published schema, and their Linux half works.

The schema is that of redcanaryco/atomic-red-team (atomic_red_team/models.py and the schema page of its wiki). Every
field is checked, every `#{argument}` is declared and every declared one used, and what runs on Linux is run: its
commands, what the detection then finds, and that its clean-up leaves nothing.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import uuid

import yaml

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

PROGRAM = str(pathlib.Path(sys.argv[1]).resolve())
PLATFORMS = {"windows", "macos", "linux", "office-365", "azure-ad", "google-workspace", "saas", "iaas", "containers",
             "iaas:gcp", "iaas:azure", "iaas:aws", "esxi"}
EXECUTORS = {"powershell", "command_prompt", "bash", "sh"}
TYPES = {"path", "string", "url", "integer", "float"}
# Field: (type, is it required)
FILE = {"attack_technique": (str, True), "display_name": (str, True), "atomic_tests": (list, True)}
TEST = {"name": (str, True), "auto_generated_guid": (str, True), "description": (str, True),
        "supported_platforms": (list, True), "input_arguments": (dict, False), "dependency_executor_name": (str, False),
        "dependencies": (list, False), "executor": (dict, True)}
ARGUMENT = {"description": (str, True), "type": (str, True), "default": ((str, int, float), False)}
DEPENDENCY = {"description": (str, True), "prereq_command": (str, True), "get_prereq_command": (str, False)}
EXECUTOR = {"name": (str, True), "command": (str, True), "cleanup_command": (str, False), "elevation_required": (bool, False)}
# What the Linux half leads to.
FINDS = {"self-signed-microsoft": "untrusted", "sigthief": "hash_mismatch", "expired": "expired"}


def fields(where, item, known):
    """What is wrong with the keys of a mapping."""
    if not isinstance(item, dict):
        return [f"{where} is no mapping"]
    bad = [f"{where}: unknown field {name}" for name in item if name not in known]
    for name, (kind, required) in known.items():
        if name not in item:
            bad += [f"{where}: {name} is missing"] if required else []
        elif not isinstance(item[name], kind) or item[name] in ("", [], {}):
            bad.append(f"{where}: {name} is of the wrong kind or empty")
    return bad


def arguments(where, test):
    declared = test.get("input_arguments", {})
    commands = [test["executor"].get("command", ""), test["executor"].get("cleanup_command", "")]
    for dependency in test.get("dependencies", []):
        commands += [dependency["prereq_command"], dependency.get("get_prereq_command", "")]
    used = set(re.findall(r"#\{([^}]*)\}", "\n".join(commands)))
    bad = [f"{where}: argument {name}: {text}" for name, item in declared.items() for text in fields("it", item, ARGUMENT)]
    bad += [f"{where}: type of {name}" for name, item in declared.items() if str(item.get("type")).lower() not in TYPES]
    bad += [f"{where}: name of {name}" for name in declared if not re.fullmatch(r"[\w-]+", name)]
    return bad + [f"{where}: {name} is not both declared and used" for name in used ^ set(declared)]


def problems(test):
    where = test.get("name", "a test")
    bad = fields(where, test, TEST)
    if bad:
        return bad
    bad += fields(f"{where}: executor", test["executor"], EXECUTOR)
    bad += [text for item in test.get("dependencies", []) for text in fields(f"{where}: dependency", item, DEPENDENCY)]
    if bad:
        return bad
    if str(uuid.UUID(test["auto_generated_guid"])) != test["auto_generated_guid"]:
        bad.append(f"{where}: guid")
    bad += [f"{where}: platform {name}" for name in test["supported_platforms"] if name not in PLATFORMS]
    for name in (test["executor"]["name"], test.get("dependency_executor_name", "sh")):
        bad += [f"{where}: executor {name}"] if name not in EXECUTORS else []
    if "dependencies" in test and "dependency_executor_name" not in test:
        bad.append(f"{where}: dependency_executor_name is missing")
    return bad + arguments(where, test)


def schema(document):
    bad = fields("file", document, FILE)
    if bad:
        return bad
    if not re.fullmatch(r"T\d{4}(\.\d{3})?", document["attack_technique"]):
        bad.append("attack_technique")
    for test in document["atomic_tests"]:
        bad += problems(test)
    for what in ("auto_generated_guid", "name"):
        values = [test[what] for test in document["atomic_tests"]]
        bad += [f"{what} is there twice"] if len(set(values)) < len(values) else []
    return bad


def shell(text, values):
    for name, value in values.items():
        text = text.replace(f"#{{{name}}}", str(value))
    done = subprocess.run(["sh", "-eu", "-c", text], capture_output=True, text=True,
                          env={**harness.ENVIRONMENT, "PATH": os.environ["PATH"]}, timeout=60)
    return None if done.returncode == 0 else f"{text}{done.stderr}"


def rehearse(pack, test, folder):
    """Run a test of Linux as the framework would: prerequisites, commands, clean-up."""
    values = {name: item["default"] for name, item in test["input_arguments"].items()}
    values |= {"countersign": PROGRAM, "folder": folder / "made"}
    case = values["folder"].parent.name
    for text in [d["prereq_command"] for d in test["dependencies"]] + [test["executor"]["command"]]:
        if problem := shell(text, values):
            return problem
    status, out, err = harness.run(PROGRAM, "hunt", "--format=ndjson", "--pack", pack, folder / "made/telemetry/falcon")
    states = {row["SignatureState"] for row in harness.rows_of(out)}
    if status != 1 or states != {FINDS[case]}:
        return f"status {status}: {states} is found, {FINDS[case]} expected\n{err}"
    problem = shell(test["executor"]["cleanup_command"], values)
    return problem or ("clean-up left files" if (folder / "made").exists() else None)


def main():
    results, paths = [], sorted(harness.ROOT.glob("detections/*/atomics/*.yaml"))
    for path in paths:
        document = yaml.safe_load(path.read_text())
        results.append((f"{path.name} fits the schema", "\n".join(schema(document)) or None, None))
        on_linux = [test for test in document["atomic_tests"] if "linux" in test["supported_platforms"]]
        for test in on_linux:
            case = re.search(r"forge ([\w-]+)", test["executor"]["command"])[1]
            with tempfile.TemporaryDirectory(prefix="countersign-") as name:
                folder = pathlib.Path(name) / case
                folder.mkdir()
                results.append((test["name"], rehearse(path.parent.parent, test, folder), None))
    # The checker itself: it must see what is wrong.
    broken = json.loads(json.dumps(yaml.safe_load(paths[0].read_text())))
    del broken["atomic_tests"][0]["executor"]["command"]
    broken["atomic_tests"][1]["input_arguments"]["unused"] = {"description": "x", "type": "path"}
    broken["atomic_tests"][2]["auto_generated_guid"] = broken["atomic_tests"][3]["auto_generated_guid"]
    results.append(("a broken file is noticed", None if len(schema(broken)) == 3 else str(schema(broken)), None))
    harness.report(results)


main()
