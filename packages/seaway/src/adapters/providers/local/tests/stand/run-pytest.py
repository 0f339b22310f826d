"""Runs pytest for Seaway: the service's own packages come first, those of the overlay behind them.

Arguments: overlay's site-packages (or -), file for the coverage, then pytest's own.
"""

import json
import os
import sys

overlay, coverage_file, *arguments = sys.argv[1:]
sys.path[0] = os.getcwd()
if overlay != "-":
    sys.path.append(overlay)

try:
    import coverage
except ImportError:
    coverage = None

measuring = None
if coverage is not None:
    measuring = coverage.Coverage(source=["."], omit=["tests/*", "test_*.py", "*_test.py", "conftest.py"], data_file=None)
    measuring.start()

import pytest  # noqa: E402 (what it imports of the service is to be measured)

code = int(pytest.main(arguments))
if measuring is not None:
    measuring.stop()
    try:
        with open(os.devnull, "w") as nowhere:
            percent = measuring.report(file=nowhere)
        with open(coverage_file, "w") as file:
            json.dump({"percent": percent, "pytest": pytest.__version__}, file)
    except coverage.CoverageException:
        pass  # nothing of the service was imported
sys.exit(code)
