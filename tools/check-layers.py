#!/usr/bin/env python3
"""check-layers.py ROOT - fail when a file includes a folder it must not know.

LAYERS is the architecture (docs/architecture.md, "Rooms"): a folder may include
itself and what it lists.
"""
import pathlib
import re
import sys

ALL = "base os text regex asn1 event func query exec input output signature detect"
LAYERS = {
    "base": "",
    "os": "base",
    "text": "base",
    "regex": "base",
    "asn1": "base",
    "event": "base text",
    "func": "base event text regex",
    "query": "base event func",
    "exec": "base query func regex event",
    "input": "base event text os",
    "output": "base event text os",
    "signature": "base os asn1",
    "forge": "base os asn1 signature text",
    "detect": "base text func query exec event output signature",
    "cli": ALL + " forge",
}
src = pathlib.Path(sys.argv[1]) / 'src'
bad = 0
for path in sorted(src.rglob("*.[ch]")):
    folder = path.relative_to(src).parts[0]
    if folder not in LAYERS:
        sys.exit(f"{path}: folder '{folder}' is not in LAYERS")
    for n, line in enumerate(path.read_text().splitlines(), 1):
        m = re.match(r'\s*#\s*include\s+"([a-z0-9]+)/', line)
        if m and m[1] != folder and m[1] not in LAYERS[folder].split():
            print(f"{path}:{n}: {folder}/ may not include {m[1]}/")
            bad += 1
sys.exit(bad > 0)
