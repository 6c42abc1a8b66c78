# SPDX-License-Identifier: Apache-2.0
"""The user that keepalived would run a script as does not exist: keepalived drops the script."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix, offer
from holdfast.methods.keepalived_lines import into_globals
from holdfast.model.script import Command
from holdfast.model.site import Node, Site
from holdfast.model.users import PASSWD, users

USUAL = "keepalived_script"


def check(site: Site) -> Iterator[Finding]:
    """One finding for each user who is missing; it weighs less where only notify lines are lost."""
    for node in site.nodes:
        known = users(node)
        for user, scripts in _by_user(node).items() if known is not None else ():
            if known is not None and user not in known:
                yield _finding(node, user, scripts)


def _finding(node: Node, user: str, lost: list[tuple[str, Command]]) -> Finding:
    (first, command), *rest = lost
    is_check = first.startswith("the check")
    lost_too = ", and its failure will never move the VIP" if is_check else ""
    return Finding(
        f"keepalived drops {first}{lost_too}: it would run as {user}, and {_no_user(node)}; "
        "create that user, or name one that exists with `script_user` in global_defs",
        command.place,
        also=tuple(Also(other.place, f"keepalived drops {what} too") for what, other in rest),
        fix=_fix(node, user),
        severity="error" if is_check else "warning",
    )


def _fix(node: Node, user: str) -> Fix | None:
    """`script_user root`, where it was never stated who shall run the scripts."""
    stated = any(command.user == user for _, command in _commands(node))
    if user != USUAL or stated or node.keepalived.globals.script_user is not None:
        return None
    change = into_globals(node, ("script_user root",))
    return offer("unsafe", change)


def _by_user(node: Node) -> dict[str, list[tuple[str, Command]]]:
    """What would run as each user, the check scripts first."""
    usual = _usual(node)
    found: dict[str, list[tuple[str, Command]]] = {}
    for what, command in _commands(node):
        user = command.user or usual
        if user is not None:
            found.setdefault(user, []).append((what, command))
    return found


def _commands(node: Node) -> Iterator[tuple[str, Command]]:
    for script in node.keepalived.scripts:
        if script.command is not None:
            yield f"the check {script.name}", script.command
    for notify in node.keepalived.notifies:
        yield notify.event, notify.command


def _usual(node: Node) -> str | None:
    """Who runs a script that names nobody; None for root, without enable_script_security."""
    stated = node.keepalived.globals
    return stated.script_user or (USUAL if stated.enable_script_security else None)


def _no_user(node: Node) -> str:
    if PASSWD in node.files:
        return f"{PASSWD} has no such user"
    return f"{node.os.id.capitalize()} brings no such user along (this node has no {PASSWD} here)"
