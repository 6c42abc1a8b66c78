# SPDX-License-Identifier: Apache-2.0
"""The users of a node (passwd(5))."""

from holdfast.model.site import Node

PASSWD = "/etc/passwd"

DEBIAN_USERS = (
    "root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc _apt "
    "nobody systemd-network systemd-timesync messagebus sshd haproxy"
)
"""Of base-passwd, systemd, dbus, openssh-server and haproxy; keepalived's package makes none."""


def users(node: Node) -> frozenset[str] | None:
    """The names in etc/passwd; without that file those of a Debian with its packages.

    None where they cannot be known: files without their host, another distribution.
    """
    passwd = node.files.get(PASSWD)
    if passwd is not None:
        lines = passwd.data.decode("utf-8", "replace").splitlines()
        return frozenset(line.partition(":")[0] for line in lines if ":" in line)
    known = node.name is not None and node.os.id in ("debian", "ubuntu")
    return frozenset(DEBIAN_USERS.split()) if known else None
