# SPDX-License-Identifier: Apache-2.0
"""A check script's line needs a shell, and keepalived starts none."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.in_a_shell import in_a_shell
from holdfast.check.shell_syntax import effect, first_operator
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A `script` with an operator, a redirection or a substitution outside `sh -c`."""
    for node in site.nodes:
        for script in node.keepalived.scripts:
            operator = first_operator(script.command) if script.command is not None else None
            if script.command is not None and operator is not None:
                change = in_a_shell(node, script.command)
                yield Finding(
                    f"keepalived runs the check {script.name} without a shell: "
                    f"{effect(script.command, operator)}, so its exit status is not the verdict "
                    "it seems to be; put the line into a script and name that here",
                    operator.place,
                    fix=Fix("unsafe", (change,)) if change is not None else None,
                )
