# SPDX-License-Identifier: Apache-2.0
"""keepalived runs scripts without looking at who may change them."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix, offer
from holdfast.check.used_commands import used_commands
from holdfast.methods.keepalived_lines import into_globals
from holdfast.model.site import Node, Site
from holdfast.model.users import USUAL, runs_as, users

ROOT = ("root", None)
"""Or not known: files without their host."""

SECURITY = "enable_script_security"


def check(site: Site) -> Iterator[Finding]:
    """Once a node, at global_defs or at the first script; of root's scripts only."""
    for node in site.nodes:
        roots = (used for used in used_commands(node) if runs_as(node, used.command) in ROOT)
        first = next(roots, None)
        stated = node.keepalived.globals
        if first is None or stated.enable_script_security:
            continue
        yield Finding(
            f"keepalived runs {first.what} as root without looking at who may change it: whoever "
            "may write to a script, or to a folder above it, is root; write "
            f"`{SECURITY}` and `script_user root` into global_defs",
            stated.place or first.command.place,
            fix=_fix(node),
        )


def _fix(node: Node) -> Fix | None:
    """Both lines at the head of global_defs, or a new global_defs at the head of the file."""
    stated = node.keepalived.globals
    known = users(node)
    lines = [SECURITY]
    if stated.script_user is None and not (known is not None and USUAL in known):
        lines.append("script_user root")
    change = into_globals(node, lines)
    return offer("unsafe", change)
