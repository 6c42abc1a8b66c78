# SPDX-License-Identifier: Apache-2.0
"""Which form suits a node: what it says itself, what its files tell, what its release has."""

from collections.abc import Iterable, Iterator

from holdfast.methods.forms.ifcfg import IFCFG
from holdfast.methods.forms.ifupdown import IFUPDOWN
from holdfast.methods.forms.netplan import NETPLAN
from holdfast.methods.forms.networkd import NETWORKD
from holdfast.methods.forms.networkmanager import NETWORKMANAGER
from holdfast.methods.forms.tool import Tool
from holdfast.methods.method import Refused
from holdfast.model.settings import Form
from holdfast.model.site import Node, OsRelease
from holdfast.text.decimal import decimal

TOOLS: dict[Form, Tool] = {
    "ifupdown": IFUPDOWN,
    "networkd": NETWORKD,
    "netplan": NETPLAN,
    "networkmanager": NETWORKMANAGER,
    "ifcfg": IFCFG,
}
"""`lo` is no tool: it is the loopback of the one that the node has."""

_DEBIAN = ("debian", "devuan", "raspbian")
_RED_HAT = ("rhel", "centos", "rocky", "almalinux", "ol", "fedora")


def choose(node: Node, form: Form | None, wires: Iterable[str]) -> Tool | Refused:
    """The tool of that form; else the one that sets up the wires of the VIPs, or any interface.

    A node whose files tell nothing has what its release brings.
    """
    if form is not None and form != "lo":
        return _without_scripts(node) if form == "ifcfg" and _is_too_new(node.os) else TOOLS[form]
    found = next(_told(node, tuple(wires)), None) or _usual(node.os)
    if found is None:
        return Refused(
            f"no file of the node tells what sets up its interfaces, and {node.os.id} may have "
            f"anything: say it with --form, one of {', '.join(TOOLS)}"
        )
    return NETWORKMANAGER if found is IFCFG and _has_networkmanager(node.os) else found


def tool_of(path: str) -> Tool | None:
    """The tool that reads a file."""
    return next((tool for tool in TOOLS.values() if path.startswith(f"{tool.folder}/")), None)


def _told(node: Node, wires: tuple[str, ...]) -> Iterator[Tool]:
    links = sorted(node.interfaces, key=lambda link: (link.name not in wires, link.name == "lo"))
    paths = (link.place.path for link in links if link.place is not None)
    for path in (*paths, *node.files):
        tool = tool_of(path)
        if tool is not None:
            yield tool


def _usual(os: OsRelease) -> Tool | None:
    if os.id in _DEBIAN:
        return IFUPDOWN
    if os.id == "ubuntu":
        return NETPLAN
    if os.id in _RED_HAT:
        return NETWORKMANAGER if _has_networkmanager(os) else IFCFG
    return None


def _has_networkmanager(os: OsRelease) -> bool:
    """Red Hat's 8 and newer: NetworkManager reads the ifcfg files there, but knows no dummy."""
    return os.id == "fedora" or (os.id in _RED_HAT and _major(os) >= 8)


def _is_too_new(os: OsRelease) -> bool:
    return os.id in _RED_HAT and os.id != "fedora" and _major(os) >= 9


def _without_scripts(node: Node) -> Refused:
    return Refused(
        f"{node.os.id} {node.os.version} has no network scripts, which ended with release 8: take "
        "--form networkmanager"
    )


def _major(os: OsRelease) -> int:
    return decimal(os.version.partition(".")[0]) or 0
