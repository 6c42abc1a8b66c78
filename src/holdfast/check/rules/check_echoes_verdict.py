# SPDX-License-Identifier: Apache-2.0
"""A check script says its verdict instead of exiting with it."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.used_commands import checks, tracked
from holdfast.model.program import program
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A tracked check that surely ends with a command that cannot fail, after others that can."""
    for node in site.nodes:
        names = tracked(node)
        for used in checks(node):
            reading = program(node, used.command)
            ending = reading.ending
            asks = [run for run in reading.runs if run.name not in ("echo", "printf", "logger")]
            if used.script is None or used.script.name not in names or ending is None or not asks:
                continue
            place = used.command.place
            yield Finding(
                f"{used.what} always succeeds: it ends with {ending.name}, whose exit status is 0, "
                "and keepalived reads nothing else; `exit 1` where HAProxy does not answer",
                ending.place,
                also=() if ending.place == place else (Also(place, f"{used.what} runs it"),),
            )
