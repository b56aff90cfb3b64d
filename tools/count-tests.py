#!/usr/bin/env python3
"""count-tests.py JUNIT - print how many tests passed, failed and were skipped.

Reads what `meson test` leaves in meson-logs/testlog.junit.xml. A test that speaks TAP is a suite
of its own there, so that each of its points counts.
"""
import sys
import xml.etree.ElementTree as ET

passed = failed = skipped = 0
for case in ET.parse(sys.argv[1]).iter("testcase"):
    kinds = {child.tag for child in case}
    if kinds & {"failure", "error"}:
        failed += 1
    elif "skipped" in kinds:
        skipped += 1
    else:
        passed += 1
print(passed, failed, skipped)
