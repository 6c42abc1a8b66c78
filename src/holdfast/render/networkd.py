# SPDX-License-Identifier: Apache-2.0
"""Files of systemd-networkd (systemd.netdev(5), systemd.network(5); systemd 241 and newer)."""

from collections.abc import Sequence

from holdfast.model.address import Address, host_prefix
from holdfast.render.kept import KEPT

_IPV6 = """\
# deprecated, so that it is never the source of a connection; no duplicate address detection
PreferredLifetime=0
DuplicateAddressDetection=none
"""


def dummy_netdev(interface: str) -> str:
    """The `.netdev` file that makes a dummy interface."""
    return f"[NetDev]\nName={interface}\nKind=dummy\n"


def kept_network(interface: str, addresses: Sequence[Address]) -> str:
    """The `.network` file by which an interface keeps the addresses; there is at least one."""
    # Without LinkLocalAddressing=no a dummy would get an address of its own besides.
    head = f"{KEPT}[Match]\nName={interface}\n"
    if interface != "lo":
        head += "\n[Network]\nLinkLocalAddressing=no\n"
    return head + "".join(map(_address, addresses))


def _address(address: Address) -> str:
    more = _IPV6 if address.version == 6 else ""
    return f"\n[Address]\nAddress={address}/{host_prefix(address)}\n{more}"
