# SPDX-License-Identifier: Apache-2.0
"""A check script says its verdict instead of exiting with it."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.used_commands import tracked_checks
from holdfast.model.program import program
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A tracked check that surely ends with a command that cannot fail, after others that can."""
    for node in site.nodes:
        for used in tracked_checks(node):
            reading = program(node, used.command)
            ending = reading.ending
            asks = [run for run in reading.runs if run.name not in ("echo", "printf", "logger")]
            if ending is None or not asks:
                continue
            yield Finding(
                f"{used.what} always succeeds: it ends with {ending.name}, whose exit status is 0, "
                "and keepalived reads nothing else; `exit 1` where HAProxy does not answer",
                ending.place,
                also=used.also(ending.place),
            )
