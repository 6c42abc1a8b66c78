# SPDX-License-Identifier: Apache-2.0
"""VIPs kept by systemd-networkd: a .netdev and a .network file of their own."""

from holdfast.methods.forms.tool import Addresses, Tool, Written
from holdfast.methods.method import Refused
from holdfast.model.change import NewFile
from holdfast.model.site import Node
from holdfast.render.networkd import dummy_netdev, kept_network

FOLDER = "/etc/systemd/network"


def _dummy(node: Node, interface: str, addresses: Addresses) -> Written:
    path = f"{FOLDER}/60-{interface}"
    return (
        NewFile(node.name, f"{path}.netdev", dummy_netdev(interface).encode()),
        NewFile(node.name, f"{path}.network", kept_network(interface, addresses).encode()),
    )


def _loopback(node: Node, addresses: Addresses) -> Written:
    own = node.interface("lo")
    if own is not None and own.place is not None and own.place.path.startswith(FOLDER):
        return Refused(
            f"{own.place.path} sets up lo, and networkd reads one file an interface: add "
            f"{' and '.join(map(str, addresses))} there by hand, or take --form networkd"
        )
    text = kept_network("lo", addresses)
    return (NewFile(node.name, f"{FOLDER}/60-vip-lo.network", text.encode()),)


NETWORKD = Tool(
    FOLDER,
    _dummy,
    _loopback,
    "`networkctl reload` makes a new interface and renews a corrected one",
)
