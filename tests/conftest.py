# SPDX-License-Identifier: Apache-2.0
"""In CI a skipped test of the lab, or of the page in a browser, is a failure: green must mean that
the daemons and Chromium were there."""

import os
import signal
from pathlib import Path

import pytest

NOT_BESIDE = "not beside the checkout"
"""Ends the reason of a test that wants sites which are no part of the repository: it may skip."""

MARKS = {"lab", "browser"}


def pytest_configure(config: pytest.Config) -> None:
    """Watch for skipped lab tests when `CI=true` or `HOLDFAST_NO_SKIP=1`.

    What the tests start is to hear of an interrupt, which a shell's background job does not.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if os.environ.get("CI") == "true" or os.environ.get("HOLDFAST_NO_SKIP") == "1":
        config.pluginmanager.register(SkippedLabTests(config.rootpath))


class SkippedLabTests:
    """Fails the session, naming every skipped test marked `lab` or `browser`; others may skip."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.skipped: list[str] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if not report.skipped or not MARKS & set(report.keywords) or hasattr(report, "wasxfail"):
            return
        if not skip_reason(report).endswith(NOT_BESIDE):
            self.skipped.append(f"{report.nodeid}: {skip_reason(report)}")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file that skips itself whole was never asked for its marks: read them in its text."""
        if not report.skipped:
            return
        text = (self.root / report.nodeid).read_text()
        if any(f"mark.{mark}" in text for mark in MARKS):
            self.skipped.append(f"{report.nodeid}: {skip_reason(report)}")

    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        if self.skipped and session.exitstatus == pytest.ExitCode.OK:
            session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        for test in self.skipped:
            terminalreporter.write_line(f"lab test skipped, which fails CI: {test}", red=True)


def skip_reason(report: pytest.TestReport | pytest.CollectReport) -> str:
    """The reason of a report whose outcome is `skipped`."""
    return report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
