# SPDX-License-Identifier: Apache-2.0
"""The users of a node (passwd(5))."""

from holdfast.model.script import Command
from holdfast.model.site import Node

PASSWD = "/etc/passwd"

DEBIAN_USERS = (
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt "
    "nobody systemd-network systemd-timesync messagebus sshd haproxy"
)
"""Of base-passwd, systemd, dbus, openssh-server and haproxy; keepalived's package makes none."""


GROUP = "/etc/group"

USUAL = "keepalived_script"
"""Who runs a script when no `script_user` is stated, where such a user exists."""


def primary_group(node: Node, user: str) -> str | None:
    """The group of a user's entry in etc/passwd by its name in etc/group; None if not known."""
    entries = (line.split(":") for line in _lines(node, PASSWD))
    number = next((e[3] for e in entries if e[0] == user and len(e) > 3), None)
    groups = (line.split(":") for line in _lines(node, GROUP))
    named = next((g[0] for g in groups if len(g) > 2 and g[2] == number), None)
    return "root" if number == "0" else named


def runs_as(node: Node, command: Command) -> str | None:
    """The user of a script (get_default_script_user in lib/notify.c); None if not known."""
    stated = node.keepalived.globals
    if command.user or stated.script_user:
        return command.user or stated.script_user
    known = users(node)
    if stated.enable_script_security or (known is not None and USUAL in known):
        return USUAL
    return None if known is None else "root"


def surely_runs_as(node: Node, command: Command) -> str | None:
    """As `runs_as`, but None where that user may not exist: keepalived then drops the script."""
    user, known = runs_as(node, command), users(node)
    if known is None:
        stated = command.user or node.keepalived.globals.script_user
        return user if user == stated else None
    return user if user in known else None


def _lines(node: Node, path: str) -> list[str]:
    file = node.files.get(path)
    return file.data.decode("utf-8", "replace").splitlines() if file is not None else []


def users(node: Node) -> frozenset[str] | None:
    """The names in etc/passwd; without that file those of a Debian with its packages.

    None where they cannot be known: files without their host, another distribution.
    """
    if PASSWD in node.files:
        return frozenset(line.partition(":")[0] for line in _lines(node, PASSWD) if ":" in line)
    known = node.name is not None and node.os.id in ("debian", "ubuntu")
    return frozenset(DEBIAN_USERS.split()) if known else None
