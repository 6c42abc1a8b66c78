# SPDX-License-Identifier: Apache-2.0
"""The script of a check is missing, or not executable: keepalived drops the check."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.check.missing_programs import missing_programs
from holdfast.check.used_commands import tracked
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each check script whose program is surely missing, or is there without an x bit."""
    for node, used, why, also, fix in missing_programs(site):
        if used.script is not None and used.script.name in tracked(node):
            yield Finding(
                f"keepalived drops {used.what}, and its failure will never move the VIP: "
                f"{used.command.program} {why}",
                used.command.place,
                also=also,
                fix=fix,
            )
