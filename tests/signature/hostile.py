#!/usr/bin/env python3
"""hostile.py HOSTILE - run the hostile program over the public samples; skipped without them."""
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import harness

data = harness.shared_data()
if not data or not (data / "pe").is_dir():
    print("no samples: COUNTERSIGN_SHARED names no folder with data/pe")
    sys.exit(77)
sys.exit(subprocess.run([sys.argv[1], data / "pe"], env=harness.ENVIRONMENT).returncode)
