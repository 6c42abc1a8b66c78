# SPDX-License-Identifier: Apache-2.0
"""VIPs kept by ifupdown: at the end of the node's interfaces file, or beside the distribution's.

That one sources /etc/network/interfaces.d/*, and must not be hidden by a new one.
"""

from holdfast.methods.file_end import append
from holdfast.methods.forms.tool import Addresses, Tool, Written
from holdfast.model.change import NewFile
from holdfast.model.site import Node
from holdfast.render.ifupdown import dummy_stanza, loopback_stanzas

FOLDER = "/etc/network"
INTERFACES = f"{FOLDER}/interfaces"


def _dummy(node: Node, interface: str, addresses: Addresses) -> Written:
    return _written(node, interface, dummy_stanza(interface, addresses))


def _loopback(node: Node, addresses: Addresses) -> Written:
    return _written(node, "vip-lo", loopback_stanzas(addresses))


def _written(node: Node, name: str, text: str) -> Written:
    file = node.files.get(INTERFACES)
    if file is None:
        return (NewFile(node.name, f"{INTERFACES}.d/{name}", text.encode()),)
    return (append(node, file, f"\n{text}"),)


IFUPDOWN = Tool(
    FOLDER,
    _dummy,
    _loopback,
    "`ifup -a` makes a new interface, ifdown and ifup renew a corrected one",
)
