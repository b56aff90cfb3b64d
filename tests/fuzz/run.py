#!/usr/bin/env python3
"""run.py BUILD SECONDS [NAME…] - run libFuzzer targets for a while each.

BUILD was configured with clang and -Dfuzz=true. New inputs go to BUILD/corpus/<name>, never to the
repository; a crash leaves its input in BUILD/crashes and fails the run. A dictionary beside the
target (fuzz_<name>.dict) is used when there is one.
"""
import pathlib
import subprocess
import sys

here = pathlib.Path(__file__).parent
build, seconds, names = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3:]
targets = sorted(p for p in (build / "tests").glob("fuzz_*") if p.is_file() and not p.suffix)
bad = 0
for target in targets:
    name = target.name.removeprefix("fuzz_")
    if names and name not in names:
        continue
    grown, crashes = build / "corpus" / name, build / "crashes"
    grown.mkdir(parents=True, exist_ok=True)
    crashes.mkdir(exist_ok=True)
    command = [str(target), f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=2048",
               "-max_len=65536", "-verbosity=0", "-print_final_stats=1",
               f"-artifact_prefix={crashes}/{name}-", str(grown), str(here / "corpus" / name)]
    if (dictionary := here / f"fuzz_{name}.dict").exists():
        command.append(f"-dict={dictionary}")
    run = subprocess.run(command, capture_output=True, text=True, errors="replace")
    executed = [line.split(":")[-1].strip() for line in run.stderr.splitlines()
                if "number_of_executed_units" in line]
    print(f"{name}: {executed[0] if executed else '?'} inputs, "
          f"{'ok' if run.returncode == 0 else 'FAILED'}", flush=True)
    if run.returncode:
        print(run.stderr[-4000:])
        bad += 1
if not targets:
    sys.exit("run.py: no targets: was the build configured with -Dfuzz=true?")
sys.exit(bad > 0)
