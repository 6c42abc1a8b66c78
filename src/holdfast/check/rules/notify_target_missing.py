# SPDX-License-Identifier: Apache-2.0
"""The program of a notify line is missing, or not executable."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.missing_programs import missing_programs
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each notify line whose program is surely missing, or is there without an x bit."""
    for _, used, why, also, fix in missing_programs(site):
        if used.script is None:
            yield Finding(
                f"keepalived drops this {used.what} without a word: {used.command.program} {why}",
                used.command.place,
                also=also,
                fix=fix,
            )
