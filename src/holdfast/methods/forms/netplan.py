# SPDX-License-Identifier: Apache-2.0
"""VIPs kept by netplan: on a dummy device, or on a bridge without ports where it knows none."""

from holdfast.methods.forms.tool import Addresses, Tool, Written
from holdfast.methods.method import Refused
from holdfast.model.change import NewFile
from holdfast.model.site import Node
from holdfast.render.netplan import kept_on_bridge, kept_on_dummy, kept_on_loopback
from holdfast.text.decimal import decimal
from holdfast.text.pattern import pattern

FOLDER = "/etc/netplan"
PACKAGE = "netplan.io"
FIRST_WITH_DUMMIES = (0, 107)
_VERSION = pattern(r"(?:\d+:)?(\d{1,9})(?:\.(\d{1,9}))?")
_RELEASES_WITH_DUMMIES = {"ubuntu": 24, "debian": 13}
"""The first releases that ship such a one: both have 1.x."""


def _dummy(node: Node, interface: str, addresses: Addresses) -> Written:
    if knows_dummies(node):
        text = kept_on_dummy(interface, addresses)
    elif any(address.version == 6 for address in addresses):
        return Refused(
            "netplan knows dummy devices from 0.107, and on a bridge without ports, which does for "
            "IPv4, an IPv6 address stays tentative: take --form lo"
        )
    else:
        text = kept_on_bridge(interface, addresses)
    return (_file(node, interface, text),)


def _loopback(node: Node, addresses: Addresses) -> Written:
    return (_file(node, "vip-lo", kept_on_loopback(addresses)),)


def _file(node: Node, name: str, text: str) -> NewFile:
    """Readable by root alone, as netplan asks."""
    return NewFile(node.name, f"{FOLDER}/60-{name}.yaml", text.encode(), 0o600)


def knows_dummies(node: Node) -> bool:
    """Whether netplan has dummy-devices: by its package where that is known, else by release."""
    match = _VERSION.match((node.packages or {}).get(PACKAGE, ""))
    if match is not None:
        return (int(match[1]), int(match[2] or 0)) >= FIRST_WITH_DUMMIES
    release = decimal(node.os.version.partition(".")[0])
    first = _RELEASES_WITH_DUMMIES.get(node.os.id)
    return first is not None and release is not None and release >= first


NETPLAN = Tool(
    FOLDER,
    _dummy,
    _loopback,
    "`netplan generate` and `networkctl reload` make a new interface and renew a corrected one",
)
