# SPDX-License-Identifier: Apache-2.0
"""VIPs kept by NetworkManager: a keyfile of their own."""

from holdfast.methods.forms.tool import Addresses, Tool, Written
from holdfast.model.change import NewFile
from holdfast.model.site import Node
from holdfast.render.networkmanager import dummy_keyfile

FOLDER = "/etc/NetworkManager/system-connections"


def _dummy(node: Node, interface: str, addresses: Addresses) -> Written:
    """NetworkManager passes over a keyfile that others than root may read."""
    text = dummy_keyfile(interface, addresses)
    return (NewFile(node.name, f"{FOLDER}/{interface}.nmconnection", text.encode(), 0o600),)


NETWORKMANAGER = Tool(
    FOLDER,
    _dummy,
    None,  # it manages lo only from 1.42
    "`nmcli connection reload` makes a new interface, `nmcli connection up` renews a corrected one",
)
