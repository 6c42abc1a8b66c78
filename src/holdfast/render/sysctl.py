# SPDX-License-Identifier: Apache-2.0
"""Kernel settings as sysctl.d(5) reads them."""

from collections.abc import Iterable, Mapping


def sysctl_lines(reasons: Iterable[str], settings: Mapping[str, int]) -> str:
    """Comments with the reasons, then a line per setting, by dotted name."""
    comments = "".join(f"# {reason}\n" for reason in reasons)
    return comments + "".join(f"{name} = {value}\n" for name, value in settings.items())


def interface_setting(interface: str, name: str) -> str:
    """The dotted name of an IPv4 setting of one interface.

    A dot in the interface's name (`ens18.100`) is written as a slash (sysctl.d(5)).
    """
    return f"net.ipv4.conf.{interface.replace('.', '/')}.{name}"
