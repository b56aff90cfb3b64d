#!/usr/bin/env python3
"""hostile.py HOSTILE_EVTX - run it over the public event logs; skipped without them."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

data = harness.shared_data()
if not data or not (data / "windows/evtx").is_dir():
    print("no event logs: COUNTERSIGN_SHARED names no folder with data/windows/evtx")
    sys.exit(77)
sys.exit(subprocess.run([sys.argv[1], *sys.argv[2:], data / "windows/evtx"], env=harness.ENVIRONMENT).returncode)
