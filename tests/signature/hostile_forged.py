#!/usr/bin/env python3
"""hostile_forged.py HOSTILE SAVE_FORGED [--sample] - run the hostile program over every forged case."""
import subprocess
import sys
import tempfile

with tempfile.TemporaryDirectory(prefix="countersign-") as folder:
    subprocess.run([sys.argv[2], folder], check=True, stdout=subprocess.DEVNULL)
    status = subprocess.run([sys.argv[1], *sys.argv[3:], folder]).returncode
sys.exit(status)
