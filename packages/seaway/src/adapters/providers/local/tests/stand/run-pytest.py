"""Runs pytest for Seaway: the service's own packages come first, those of the overlay behind them.

Arguments: overlay's site-packages, file for what was measured, then pytest's own. Beside that file lies `counted`: how many tests are done,
how many there are, and how many of them failed, so far.
"""

import json
import os
import sys
import threading

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


class Counting:
    """Tells how far the suite is, four times a second. Renamed into place: whoever reads it reads a whole line."""

    def __init__(self, file):
        self.file, self.done, self.all, self.failed = file, 0, 0, 0
        # A thread of its own: behind a hundred quick tests a slow one may come, and the hundred are to be told.
        threading.Thread(target=self.tell, daemon=True).start()

    def pytest_collection_finish(self, session):
        self.all = len(session.items)

    def pytest_runtest_logreport(self, report):
        if report.when == "call" or (report.when == "setup" and not report.passed):
            self.done += 1
        if report.failed:
            self.failed += 1

    def tell(self):
        never, told = threading.Event(), None
        while not never.wait(0.25):
            now = f"{self.done} {max(self.all, self.done)} {self.failed}\n"
            if now == told or self.all == 0:
                continue
            try:
                with open(self.file + ".next", "w") as file:
                    file.write(now)
                os.replace(self.file + ".next", self.file)
                told = now
            except OSError:
                pass  # a suite may take its folder away; nobody misses a number


counting = Counting(os.path.join(os.path.dirname(os.path.abspath(facts_file)), "counted"))
code = int(pytest.main(arguments, plugins=[OneMeasureOnly(), counting]))
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
