# SPDX-License-Identifier: Apache-2.0
"""A check script asks `haproxy -c`, which says nothing about the HAProxy that runs."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.used_commands import tracked_checks
from holdfast.model.program import Run, program
from holdfast.model.proof import proof
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A tracked check whose verdict is that of `haproxy -c`."""
    for node in site.nodes:
        for used in tracked_checks(node):
            test = next(filter(_is_test, program(node, used.command).runs), None)
            if test is not None and proof(node, used.command).dead == "succeeds":
                yield Finding(
                    f"{used.what} tests the file, not the process: it succeeds while HAProxy is "
                    "dead, and even for a file with which it cannot start (`haproxy -c` opens no "
                    "socket); ask the running HAProxy, as in `curl -sf --max-time 1 "
                    "http://127.0.0.1:8404/health`",
                    test.place,
                    also=used.also(test.place),
                )


def _is_test(run: Run) -> bool:
    return run.name == "haproxy" and "-c" in run.words
