# SPDX-License-Identifier: Apache-2.0
"""/etc/passwd and /etc/group of a node, with every id turned into 0.

Only one id exists in an unprivileged user namespace. The names stay, so what is unknown on the
host is unknown in the lab, too; permissions are not tested.
"""

from holdfast.model.users import DEBIAN_USERS

# Of Debian 12's base-passwd, and what the same packages create as its users.
_GROUPS = (
    "root daemon bin sys adm tty disk lp mail news uucp man proxy kmem dialout fax voice cdrom "
    "floppy tape sudo audio dip www-data backup operator list irc src shadow utmp video sasl "
    "plugdev staff games users nogroup systemd-journal systemd-network crontab input sgx kvm "
    "render systemd-timesync messagebus haproxy"
)


def distribution_passwd() -> bytes:
    """The users of a stock Debian 12 with haproxy and keepalived installed."""
    lines = [f"{name}:x:0:0:{name}:/:/usr/sbin/nologin\n" for name in DEBIAN_USERS.split()]
    lines[0] = "root:x:0:0:root:/root:/bin/bash\n"
    return "".join(lines).encode()


def distribution_group() -> bytes:
    """The groups of the same."""
    return "".join(f"{name}:x:0:\n" for name in _GROUPS.split()).encode()


def map_passwd(data: bytes) -> bytes:
    """passwd(5) with uid and gid 0 in every line; lines that are none stay as they are."""
    return b"".join(_zero(line, (2, 3), 7) for line in data.splitlines(keepends=True))


def map_group(data: bytes) -> bytes:
    """group(5) with gid 0 in every line."""
    return b"".join(_zero(line, (2,), 4) for line in data.splitlines(keepends=True))


def _zero(line: bytes, columns: tuple[int, ...], width: int) -> bytes:
    fields = line.split(b":")
    if len(fields) != width:
        return line
    return b":".join(b"0" if at in columns else field for at, field in enumerate(fields))
