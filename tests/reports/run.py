#!/usr/bin/env python3
"""run.py PROGRAM - reports of findings are read by programs of their own ecosystems. Prints TAP.

Names and command lines in the events try to break out of every format. Readers come from package
registries and Chromium from the distribution; where one cannot be had its test is skipped:

    ocsf        py-ocsf-models, the model of a Detection Finding
    sarif       sarif-tools; the published types of @types/sarif, through the TypeScript compiler
    ecs         the published list of fields, @elastic/ecs
    navigator   mitreattack-python, a strict layer
    timesketch  pandas, as the importer reads JSON lines
    html        headless Chromium: no script runs, nothing is fetched, every finding is there
    markdown    markdown-it-py: no element comes out of a value
"""
import functools
import html.parser
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))
import harness

EVENTS = [
    {"event_simpleName": "ProcessRollup2", "aid": "a", "timestamp": "1699999999000",
     "ComputerName": "<script>document.title='pwned'</script>",
     "ImageFileName": "\\Device\\HarddiskVolume1\\a b\\\"><img src=x onerror=alert(2)>\u202eexe.doc",
     "SHA256HashData": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "SignInfoFlags": "2048",
     "CommandLine": "x </code></dd><script>document.title='pwned'</script> \u001b[31m | `a` *b* [l](http://example.com)",
     "UserName": "'onload='"},
    {"event_simpleName": "ClassifiedModuleLoad", "aid": "b", "timestamp": "1699999000000", "ComputerName": "HOST-2",
     "ImageFileName": "C:\\Temp\\\u00e4.dll", "TargetImageFileName": "C:\\Temp\\load.exe",
     "SignInfoFlags": "268959744"},
    {"event_simpleName": "ClassifiedModuleLoad", "aid": "b", "timestamp": "1699999600000", "ComputerName": "HOST-2",
     "ImageFileName": "C:\\Temp\\\u00e4.dll", "TargetImageFileName": "C:\\Temp\\load.exe",
     "SignInfoFlags": "268959744"},
    {"event_simpleName": "ProcessRollup2", "aid": "c", "ImageFileName": "/bin/x", "SignInfoFlags": "536870912"},
]
FINDINGS = 3
CHROMIUM = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
            "--disable-background-networking", "--disable-component-update", "--disable-sync")


class Missing(Exception):
    """A reader that cannot be had, and why."""


def report(program, temp, name):
    events = temp / "events.ndjson"
    events.write_text("".join(json.dumps(e) + "\n" for e in EVENTS))
    status, out, err = harness.run(program, "hunt", "-q", "--pack", harness.ROOT / "detections", "--format", name, events)
    if status != 1:
        raise AssertionError(f"hunt: status {status}: {err}")
    return out.decode()


@functools.cache
def python_with(temp, *packages):
    """The interpreter of an environment with these packages."""
    venv = temp / "venv" / packages[0]
    try:
        subprocess.run([sys.executable, "-m", "venv", venv], check=True, capture_output=True)
        subprocess.run([venv / "bin/pip", "install", "-q", *packages], check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        raise Missing(f"{packages[0]} cannot be installed: {error}") from None
    return venv / "bin/python"


def read_with(temp, packages, code, text):
    path = temp / "report"
    path.write_text(text)
    done = subprocess.run([python_with(temp, *packages), "-W", "ignore", "-c", code, path], capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(done.stderr[-1500:])
    return done.stdout.strip()


@functools.cache
def types(temp):
    """A folder with the TypeScript compiler and published types."""
    folder = temp / "types"
    folder.mkdir()
    try:
        subprocess.run(["npm", "install", "--silent", "--no-audit", "--no-fund", "typescript@5", "@types/sarif", "@elastic/ecs"],
                       cwd=folder, check=True, capture_output=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        raise Missing(f"npm packages cannot be installed: {error}") from None
    return folder


def check_type(temp, declaration, kind, document):
    """Does the document have that type, with no member that it does not know?"""
    folder = types(temp)
    (folder / "check.ts").write_text(f"{declaration}\nconst document: {kind} = {json.dumps(document)};\nexport {{ document }};\n")
    done = subprocess.run(["npx", "tsc", "--noEmit", "--strict", "--skipLibCheck", "--moduleResolution", "node", "check.ts"],
                          cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-1500:]


def ocsf(program, temp):
    code = ("import sys\nfrom py_ocsf_models.events.findings.detection_finding import DetectionFinding as D\n"
            "n = [D.model_validate_json(l) for l in open(sys.argv[1])]\n"
            "print(len(n), {f.class_uid for f in n}, {f.type_uid for f in n})")
    said = read_with(temp, ("py-ocsf-models",), code, report(program, temp, "ocsf"))
    assert said.startswith(f"{FINDINGS} ") and "2004" in said and "200401" in said, said


def sarif(program, temp):
    text = report(program, temp, "sarif")
    code = ("import sys, shutil\nfrom sarif import loader\nshutil.copy(sys.argv[1], sys.argv[1] + '.sarif')\n"
            "print(loader.load_sarif_file(sys.argv[1] + '.sarif').get_result_count())")
    assert read_with(temp, ("sarif-tools",), code, text) == str(FINDINGS)
    check_type(temp, 'import type { Log } from "sarif";', "Log", json.loads(text))


def ecs(program, temp):
    documents = [json.loads(line) for line in report(program, temp, "ecs").splitlines()]
    assert len(documents) == FINDINGS
    for document in documents:
        del document["countersign"]  # what ECS has no field for stands under a name of its own
    known = json.loads(subprocess.run(
        ["node", "-e", 'process.stdout.write(JSON.stringify(Object.keys(require("@elastic/ecs").EcsFlat)))'],
        cwd=types(temp), check=True, capture_output=True, text=True).stdout)
    unknown = {name for d in documents for name in leaves(d)} - set(known)
    assert not unknown, f"not of ECS: {sorted(unknown)}"


def leaves(node, prefix=""):
    for key, value in node.items():
        if isinstance(value, dict):
            yield from leaves(value, f"{prefix}{key}.")
        else:
            yield prefix + key


def navigator(program, temp):
    code = ("import sys\nfrom mitreattack.navlayers import Layer\nl = Layer(strict=True)\nl.from_file(sys.argv[1])\n"
            "print({t['techniqueID']: t['score'] for t in l.to_dict()['techniques']}['T1036.001'])")
    assert read_with(temp, ("mitreattack-python",), code, report(program, temp, "navigator")) == str(FINDINGS)


def timesketch(program, temp):
    code = ("import sys, pandas\nf = pandas.read_json(sys.argv[1], lines=True)\n"
            "d = pandas.to_datetime(f['datetime'], utc=True, format='ISO8601')\n"
            "assert f[['message', 'timestamp_desc']].notna().all().all() and d.notna().all()\nprint(len(f))")
    assert read_with(temp, ("pandas",), code, report(program, temp, "timesketch")) == str(FINDINGS + 1)


class Page(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.text = [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append((tag, dict(attributes)))

    def handle_data(self, data):
        self.text.append(data)


def html_page(program, temp):
    chromium = shutil.which("chromium")
    if not chromium:
        raise Missing("chromium is not installed")
    path = temp / "report.html"
    path.write_text(report(program, temp, "html"))
    done = subprocess.run([chromium, *CHROMIUM, f"--user-data-dir={temp / 'profile'}", "--dump-dom", f"file://{path}"],
                          capture_output=True, text=True, timeout=60)
    page = Page()
    page.feed(done.stdout)
    names = [tag for tag, _ in page.tags]
    text = "".join(page.text)
    assert names.count("article") == FINDINGS, names
    assert not {"script", "img", "link", "iframe"} & set(names), names
    assert not [a for _, a in page.tags if any(k.startswith("on") or k in ("src", "href") for k in a)]
    assert f"countersign: {FINDINGS} findings" in text and "onerror=alert(2)" in text and "\u202e" not in text


def markdown(program, temp):
    code = ("import sys\nfrom markdown_it import MarkdownIt\n"
            "print(MarkdownIt('gfm-like', {'linkify': False, 'html': True}).render(open(sys.argv[1]).read()))")
    page = Page()
    page.feed(read_with(temp, ("markdown-it-py", "linkify-it-py"), code, report(program, temp, "markdown")))
    names = [tag for tag, _ in page.tags]
    assert not {"script", "img", "a", "em", "strong", "dd"} & set(names), names
    assert names.count("h3") == FINDINGS and "onerror=alert(2)" in "".join(page.text)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve())
    results = []
    with tempfile.TemporaryDirectory() as temp:
        for test in (ocsf, sarif, ecs, navigator, timesketch, html_page, markdown):
            problem = directive = None
            try:
                test(program, pathlib.Path(temp))
            except Missing as missing:
                directive = f"SKIP {missing}"
            except (AssertionError, subprocess.SubprocessError) as failure:
                problem = str(failure)
            results.append((test.__name__, problem, directive))
    harness.report(results)


main()
