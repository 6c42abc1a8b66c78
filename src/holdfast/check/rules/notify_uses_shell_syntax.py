# SPDX-License-Identifier: Apache-2.0
"""A notify line needs a shell, and keepalived starts none."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, offer
from holdfast.check.in_a_shell import in_a_shell
from holdfast.check.shell_syntax import effect, first_operator
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A notify line with an operator, a redirection or a substitution outside `sh -c`."""
    for node in site.nodes:
        for notify in node.keepalived.notifies:
            operator = first_operator(notify.command)
            if operator is not None:
                change = in_a_shell(node, notify.command)
                yield Finding(
                    "keepalived runs this without a shell: "
                    f"{effect(notify.command, operator)}; put the line into a script and name "
                    "that here",
                    operator.place,
                    fix=offer("unsafe", change),
                )
