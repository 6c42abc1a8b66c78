# SPDX-License-Identifier: Apache-2.0
"""All that a node's files say about its interfaces, put together by name."""

from holdfast.load.interfaces import interfaces
from holdfast.load.networks.ifcfg import ifcfg_interfaces
from holdfast.load.networks.netplan import netplan_interfaces
from holdfast.load.networks.networkd import networkd_interfaces
from holdfast.load.networks.networkmanager import networkmanager_interfaces
from holdfast.load.node_files import NodeFiles
from holdfast.model.interface import Interface

READERS = (
    interfaces,
    networkd_interfaces,
    netplan_interfaces,
    networkmanager_interfaces,
    ifcfg_interfaces,
)


def networks(files: NodeFiles) -> tuple[Interface, ...]:
    """ifupdown, systemd-networkd, netplan, NetworkManager and ifcfg files, in that order."""
    found: dict[str, Interface] = {}
    for reader in READERS:
        for link in reader(files):
            known = found.get(link.name)
            found[link.name] = link if known is None else _both(known, link)
    return tuple(found.values())


def _both(known: Interface, link: Interface) -> Interface:
    """One interface of which two configurations speak."""
    return Interface(
        name=known.name,
        addresses=known.addresses + link.addresses,
        kind=known.kind or link.kind,
        auto=known.auto or link.auto,
        hooks=known.hooks + link.hooks,
        place=known.place or link.place,
        emptied_by=known.emptied_by or link.emptied_by,
    )
