#!/usr/bin/env python3
"""run.py PROGRAM [--runs N] [--threads N] [JOB…] - countersign against DuckDB, in alternation.

BENCH_DIR names a folder with the records (fdr-SIZE.ndjson, BENCH_BYTES says the size) and DuckDB for
Node (npm/node_modules); what is missing there is made by bench/build.sh of COUNTERSIGN_SHARED, when
that is set. Every job runs by turns: ours as a whole process, DuckDB in a process that is warm, so
its start is not counted. Before any time is taken the answers must be equal, row for row. A ratio is
the median over the pairs of DuckDB's seconds divided by ours; "a core" divides the bytes by the
seconds of CPU. Status 1: a target was missed; 2: answers differ.
"""
import argparse
import json
import math
import os
import pathlib
import random
import re
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass

HERE = pathlib.Path(__file__).resolve().parent
SIZE = int(os.environ.get("BENCH_BYTES", "1000000000"))
PARTS = 16
NUMBERS = 10_000_000
PEAK_MB = 64 * 1.048576  # of every job but the one with a group for every record
SEED = """#event_simpleName = "ProcessRollup2" OR #event_simpleName = "SyntheticProcessRollup2"
| ImageFileName = /./ | SignInfoFlags != "0" | SignInfoFlags = /(?:invalid|expired|revoked|untrusted)/i
OR (#event_simpleName = "ClassifiedModuleLoad" | SignInfoFlags != "0" | ImageFileName != ""
    | SignInfoFlags = /(?:invalid|expired|revoked)/i)
| groupBy([ComputerName, ImageFileName, SignInfoFlags, SHA256HashData], function=[
    count(aid, as=ExecutionCount), collectDistinct(UserName, as=Users), collectDistinct(CommandLine, as=CommandLines)])
| ExecutionCount < 10 | sort(ExecutionCount, order=asc, limit=max)"""
SEED_SQL = """select ComputerName, ImageFileName, SignInfoFlags, SHA256HashData, count(aid) n,
list(distinct UserName), list(distinct CommandLine) from {0} where SignInfoFlags <> '0' and ImageFileName <> ''
and (event_simpleName in ('ProcessRollup2', 'SyntheticProcessRollup2')
    and regexp_matches(SignInfoFlags, '(invalid|expired|revoked|untrusted)', 'i')
  or event_simpleName = 'ClassifiedModuleLoad' and regexp_matches(SignInfoFlags, '(invalid|expired|revoked)', 'i'))
group by 1, 2, 3, 4 having count(aid) < 10 order by n"""
SEED_FIELDS = ("event_simpleName ImageFileName SignInfoFlags ComputerName SHA256HashData aid UserName "
               "CommandLine").split()
TIME_SQL = """with e as materialized (select timestamp::bigint // 3600000 * 3600000 h, event_simpleName e, count(*) c
  from {0} group by all), top as (select e from e group by e order by sum(c) desc limit 5)
select h, e, sum(c) from e where e in (select e from top) group by all"""
SEED_KEYS = ["ComputerName", "ImageFileName", "SignInfoFlags", "SHA256HashData"]
JOIN_SQL = """select ComputerName, count(*) from {0} where event_simpleName = 'ProcessRollup2' and SHA256HashData in
(select SHA256HashData from {0} where event_simpleName = 'NewExecutableWritten') group by 1"""
SESSION_SQL = """with e as (select aid, timestamp::bigint t from {0}),
p as (select aid, t, lag(t) over (partition by aid order by t) as past from e),
s as (select aid, sum(case when t - past > 120000 then 1 else 0 end)
    over (partition by aid order by t rows unbounded preceding) s from p),
g as (select count(*) n from s group by aid, s) select count(*), max(n) from g"""
CASE = r"""case {
#event_simpleName = ProcessRollup2 ImageFileName = /powershell/i | k := "shell";
#event_simpleName = ProcessRollup2 UserName = /^svc_/ | k := "service";
#event_simpleName = ProcessRollup2 | k := "process";
#event_simpleName = DnsRequest DomainName = "*.net" | k := "net";
#event_simpleName = DnsRequest | k := "dns";
#event_simpleName = NetworkConnectIP4 RemotePort = 443 | k := "web";
#event_simpleName = NetworkConnectIP4 | k := "connection";
#event_simpleName = ImageHash | k := "hash";
#event_simpleName = EndOfProcess | k := "end";
* | k := "other" } | groupBy(k)"""
CASE_SQL = """select case
when event_simpleName = 'ProcessRollup2' and regexp_matches(ImageFileName, 'powershell', 'i') then 'shell'
when event_simpleName = 'ProcessRollup2' and regexp_matches(UserName, '^svc_') then 'service'
when event_simpleName = 'ProcessRollup2' then 'process'
when event_simpleName = 'DnsRequest' and DomainName like '%.net' then 'net'
when event_simpleName = 'DnsRequest' then 'dns'
when event_simpleName = 'NetworkConnectIP4' and RemotePort = '443' then 'web'
when event_simpleName = 'NetworkConnectIP4' then 'connection'
when event_simpleName = 'ImageHash' then 'hash'
when event_simpleName = 'EndOfProcess' then 'end' else 'other' end k, count(*) from {0} group by 1"""
GROUPS = "^(?<a>[0-9a-f])[0-9a-f]+-(?<b>[0-9a-f])[0-9a-f]+-(?<c>[0-9a-f]{{2}})"
GROUPS_SQL = f"""select x.a, x.b, x.c, count(*) from
(select regexp_extract(id, '{GROUPS.replace("?<", "?P<")}', ['a', 'b', 'c']) x from {{0}}) group by all"""
LINES = ("read_csv('{0}', columns={{'line': 'VARCHAR'}}, header=false, delim='\\x01', quote='', escape='', "
         "auto_detect=false, max_line_size=1048576)")


@dataclass
class Job:
    query: str
    sql: str = ""  # without it there is no peer
    fields: tuple = ()
    compare: object = None  # our row to DuckDB's
    target: float = 0.0
    kind: str = "ndjson"
    tolerance: float = 0.0  # of numbers, as a share; 0: rows must be equal
    peak: float = PEAK_MB


def texts(value):
    """Collected values as a set: an empty text and a missing one are the same to this comparison."""
    parts = value.split("\n") if isinstance(value, str) else [x for v in value or [] if v for x in v.split("\n")]
    return sorted(x for x in parts if x)


def seed_row(row):
    names = [*SEED_KEYS, "ExecutionCount", "Users", "CommandLines"]
    row = [row.get(name) for name in names] if isinstance(row, dict) else row
    return [*row[:4], str(row[4]), *map(texts, row[5:7])]


def plain_row(*names):
    return lambda row: [str(row[n]) for n in names] if isinstance(row, dict) else [str(v) for v in row]


def seed_job(target, kind):
    return Job(SEED, SEED_SQL, SEED_FIELDS, seed_row, target, kind)


JOBS = {
    "seed": seed_job(5, "ndjson"),
    "mid": Job("groupBy(ComputerName)", "select ComputerName, count(*) from {0} group by 1", ["ComputerName"],
               plain_row("ComputerName", "_count"), 4),
    "time": Job("timeChart(#event_simpleName, span=1h, limit=5)", TIME_SQL, ["timestamp", "event_simpleName"],
                plain_row("_bucket", "#event_simpleName", "_count"), 3),
    "text": Job('"QbXz-Sekurlsa9" | count()', f"select count(*) from {LINES} where contains(line, 'QbXz-Sekurlsa9')",
                (), plain_row("_count"), 4),
    "high": Job("groupBy(id, limit=max) | stats([count(as=n), max(_count, as=most)])",
                "select count(*), max(c) from (select id, count(*) c from {0} group by id)", ["id"],
                plain_row("n", "most"), 1.5, peak=float("inf")),
    "regex": Job("SignInfoFlags = /[0-9]{7}/ | count()",
                 "select count(*) from {0} where regexp_matches(SignInfoFlags, '[0-9]{{7}}')", ["SignInfoFlags"],
                 plain_row("_count"), 1.5),
    "join": Job("#event_simpleName = ProcessRollup2 | join({#event_simpleName = NewExecutableWritten}, "
                "field=SHA256HashData) | groupBy(ComputerName)", JOIN_SQL,
                ["event_simpleName", "SHA256HashData", "ComputerName"], plain_row("ComputerName", "_count"), 1.5),
    "session": Job("groupBy(aid, function=session(count(as=n), maxpause=2m), limit=max) "
                   "| stats([count(as=sessions), max(n, as=most)])", SESSION_SQL, ["aid", "timestamp"],
                   plain_row("sessions", "most"), 1.5, peak=float("inf")),
    "quantile": Job("percentile(n, percentiles=[50, 90, 99])",
                    "select approx_quantile(n::double, 0.5), approx_quantile(n::double, 0.9), "
                    "approx_quantile(n::double, 0.99) from {0}", ["n"], plain_row("_50", "_90", "_99"), 1.5, "numbers",
                    tolerance=0.02),
    "case": Job(CASE, CASE_SQL, "event_simpleName ImageFileName UserName DomainName RemotePort".split(),
                plain_row("k", "_count"), 1.5),
    "groups": Job(f'regex("{GROUPS.format()}", field=id) | groupBy([a, b, c], limit=max)', GROUPS_SQL, ["id"],
                  plain_row("a", "b", "c", "_count"), 1.5),
    "seed-gz": seed_job(2.5, "gz"),
    "seed-zst": seed_job(1.5, "zst"),
    "all": Job("sort(ContextTimeStamp, limit=100)"),
    "events": Job("#event_simpleName = ProcessRollup2 | tail(100)"),
    "free": Job("/[0-9]{7}z/ | count()"),
    "math": Job("x := ContextTimeStamp - timestamp / 1000 | stats([avg(x), max(x), min(x)])"),
}


class Duck:
    """DuckDB, alive until the end."""

    def __init__(self, folder, threads):
        self.process = subprocess.Popen(["node", str(HERE / "duckdb.mjs"), str(folder), str(threads)], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def run(self, sql):
        self.process.stdin.write(json.dumps({"sql": sql}) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())


def watch_peak(pid):
    """Peak megabytes of a process that runs, to within its last milliseconds. What wait4() tells would
    hold the memory of this script, too."""
    peak = 0
    while True:
        status = pathlib.Path(f"/proc/{pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+)", status)
        if not found:
            return peak
        peak = int(found[1]) * 1024 / 1e6
        time.sleep(0.005)


def run_ours(program, job, path, threads):
    """Wall seconds, CPU seconds, peak megabytes, rows."""
    command = [program, "query", "-q", "-j", str(threads), "--limit-memory", "2G", "-F", "ndjson", job.query, path]
    with tempfile.TemporaryFile() as out:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stdin=subprocess.DEVNULL)
        peak = watch_peak(child.pid)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.monotonic() - start
        if status:
            sys.exit(f"run.py: the program ended with status {os.waitstatus_to_exitcode(status)}")
        out.seek(0)
        rows = [json.loads(line) for line in out]
    return wall, usage.ru_utime + usage.ru_stime, peak, rows


def sql_of(job, path):
    columns = ", ".join(f"'{name}': 'VARCHAR'" for name in job.fields)
    source = (f"read_json('{path}', format='newline_delimited', columns={{{columns}}}, "
              "maximum_object_size=1048576)")
    return job.sql.format(source if job.fields else path)


def split_parts(data, kind):
    """The records in files of their own, packed; made once."""
    folder = data.parent / f"parts-{kind}"
    if folder.is_dir():
        return folder
    pack = {"gz": ["gzip", "-6", "-c"], "zst": ["zstd", "-3", "-q", "-c"]}[kind]
    with tempfile.TemporaryDirectory(dir=data.parent) as scratch:
        made = pathlib.Path(scratch, "made")
        made.mkdir()
        subprocess.run(["split", "-n", f"l/{PARTS}", "-d", str(data), f"{scratch}/p"], check=True)
        for part in sorted(pathlib.Path(scratch).glob("p??")):
            with (made / f"{part.name}.ndjson.{kind}").open("wb") as out:
                subprocess.run([*pack, str(part)], stdout=out, check=True)
        made.rename(folder)
    return folder


def make_numbers(folder):
    """Ten million records of one number each, spread over several powers of ten; made once."""
    path = folder / f"numbers-{NUMBERS}.ndjson"
    if not path.exists():
        rng = random.Random(42)
        with path.with_suffix(".part").open("w") as out:
            for _ in range(NUMBERS // 1000):
                out.writelines(f'{{"n":"{int(10 ** rng.uniform(1, 7))}"}}\n' for _ in range(1000))
        path.with_suffix(".part").rename(path)
    return str(path)


def paths_of(data, kind):
    """What we read, and what DuckDB reads."""
    if kind == "ndjson":
        return str(data), str(data)
    if kind == "numbers":
        return (make_numbers(data.parent),) * 2
    folder = split_parts(data, kind)
    return str(folder), f"{folder}/*.{kind}"


def is_equal(job, ours, theirs):
    if not job.tolerance:
        return ours == theirs
    pairs = [pair for rows in zip(ours, theirs) for pair in zip(*rows)]
    return len(ours) == len(theirs) and all(math.isclose(float(a), float(b), rel_tol=job.tolerance) for a, b in pairs)


def check_equal(name, job, ours, theirs):
    ours = sorted(job.compare(row) for row in ours if row.get("_count") != "0")
    theirs = sorted(job.compare(row) for row in theirs)
    if not is_equal(job, ours, theirs):
        different = [pair for pair in zip(ours, theirs) if pair[0] != pair[1]][:1]
        print(f"run.py: {name}: {len(ours)} rows, DuckDB has {len(theirs)}: {different}", file=sys.stderr)
        sys.exit(2)


def measure(name, job, duck, data, options):
    ours_path, duck_path = paths_of(data, job.kind)
    sql = job.sql and sql_of(job, duck_path)
    first = run_ours(options.program, job, ours_path, options.threads)
    if sql:
        check_equal(name, job, first[3], duck.run(sql)["rows"])
    ours, theirs = [], []
    for _ in range(options.runs):
        ours.append(run_ours(options.program, job, ours_path, options.threads))
        if sql:
            theirs.append(duck.run(sql))
    size = os.path.getsize(ours_path) if job.kind == "numbers" else SIZE
    return size, ours, theirs


def report(name, job, size, ours, theirs):
    """Print a line; true when the job meets what is asked of it."""
    wall, cpu = (statistics.median(run[i] for run in ours) for i in (0, 1))
    peak = max(run[2] for run in ours)
    columns, met = f"{'-':>7} {'-':>6} {'-':>6} {'-':>6}", True
    if theirs:
        ratio = statistics.median(peer["wall"] / run[0] for run, peer in zip(ours, theirs))
        used = [statistics.median(peer[key] for peer in theirs) for key in ("wall", "cpu")]
        met = ratio >= job.target
        columns = f"{used[0]:7.3f} {used[1]:6.2f} {ratio:6.2f} {job.target:6.1f}"
    speed = size / cpu / 1e6
    met = met and peak <= job.peak and (speed >= 1000 or job.kind != "ndjson")
    print(f"{name:9} {wall:7.3f} {cpu:6.2f} {columns} {speed:10.0f} {peak:8.1f}  {'yes' if met else 'NO'}", flush=True)
    return met


def find_data():
    """The records in BENCH_DIR, made with the help of COUNTERSIGN_SHARED if they are missing."""
    folder = pathlib.Path(os.environ.get("BENCH_DIR") or sys.exit("run.py: set BENCH_DIR"))
    data = folder / f"fdr-{SIZE}.ndjson"
    shared = os.environ.get("COUNTERSIGN_SHARED")
    if shared and not (data.exists() and (folder / "npm/node_modules/@duckdb").is_dir()):
        subprocess.run(["bash", f"{shared}/bench/build.sh"], check=True, stdout=subprocess.DEVNULL)
    if not data.exists():
        sys.exit(f"run.py: {data} is missing")
    return data


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("job", nargs="*", default=list(JOBS))
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_intermixed_args()
    options.program = str(pathlib.Path(options.program).resolve())
    data = find_data()
    duck = Duck(data.parent / "npm", options.threads)
    print(f"{'job':9} {'ours s':>7} {'cpu s':>6} {'duck s':>7} {'cpu s':>6} {'ratio':>6} {'target':>6} "
          f"{'MB/s core':>10} {'peak MB':>8}  met", flush=True)
    results = [report(name, JOBS[name], *measure(name, JOBS[name], duck, data, options)) for name in options.job]
    sys.exit(0 if all(results) else 1)


main()
