"""Runs pytest for Seaway: the service's own packages come first, those of the overlay behind them.

Arguments: overlay's site-packages, file for what was measured, then pytest's own.
"""

import json
import os
import sys

overlay, facts_file, *arguments = sys.argv[1:]
sys.path[0] = os.getcwd()
sys.path.append(overlay)
if sys.version_info >= (3, 12):
    os.environ.setdefault("COVERAGE_CORE", "sysmon")  # line events of the interpreter itself cost little

try:
    import coverage
except ImportError:
    coverage = None

measuring = None
if coverage is not None:
    omit = ["tests/*", "test_*.py", "*_test.py", "conftest.py"]
    measuring = coverage.Coverage(source=["."], omit=omit, data_file=None, config_file=False)
    measuring.start()

import pytest  # noqa: E402 (what it imports of the service is to be measured)


class OneMeasureOnly:
    """A suite that measures its own coverage (`--cov`) does so alone: an interpreter holds one measure at a time."""

    @pytest.hookimpl(hookwrapper=True)
    def pytest_load_initial_conftests(self, early_config):
        global measuring
        if measuring is not None and getattr(early_config.known_args_namespace, "cov_source", None):
            measuring.stop()
            measuring = None
        yield


code = int(pytest.main(arguments, plugins=[OneMeasureOnly()]))
facts = {"pytest": pytest.__version__, "lent": pytest.__file__.startswith(overlay)}
if measuring is not None:
    measuring.stop()
    try:
        with open(os.devnull, "w") as nowhere:
            facts["percent"] = measuring.report(file=nowhere)
    except coverage.CoverageException:
        pass  # nothing of the service was imported
with open(facts_file, "w") as file:
    json.dump(facts, file)
sys.exit(code)
