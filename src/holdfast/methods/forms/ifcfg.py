# SPDX-License-Identifier: Apache-2.0
"""VIPs kept by Red Hat's network scripts: ifcfg-dummy0, and the driver loaded before them."""

from holdfast.methods.forms.tool import Addresses, Tool, Written
from holdfast.methods.method import Refused
from holdfast.model.change import NewFile
from holdfast.model.site import Node
from holdfast.render.ifcfg import INTERFACE, MODPROBE, MODULES_LOAD, dummy_ifcfg

FOLDER = "/etc/sysconfig/network-scripts"


def _dummy(node: Node, interface: str, addresses: Addresses) -> Written:
    if node.interface(interface) is not None:
        return Refused(
            f"{interface} is there already, and the network scripts can have no other: add "
            f"{' and '.join(map(str, addresses))} to its file by hand"
        )
    return (
        NewFile(node.name, f"{FOLDER}/ifcfg-{interface}", dummy_ifcfg(addresses).encode()),
        NewFile(node.name, "/etc/modules-load.d/dummy.conf", MODULES_LOAD.encode()),
        NewFile(node.name, "/etc/modprobe.d/zz-dummy.conf", MODPROBE.encode()),
    )


IFCFG = Tool(
    FOLDER,
    _dummy,
    None,  # ifcfg-lo is read by no `ifup -a`
    "`modprobe dummy numdummies=1` and `ifup dummy0` make a new interface, ifdown and ifup renew "
    "a corrected one",
    INTERFACE,
)
