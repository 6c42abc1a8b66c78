# SPDX-License-Identifier: Apache-2.0
"""Files of netplan (netplan(5), 0.104 and newer)."""

from collections.abc import Sequence

from holdfast.model.address import Address, host_prefix
from holdfast.render.kept import KEPT

_BRIDGE = """\
      # netplan knows dummy devices from 0.107: a bridge without ports does as well. It has no
      # carrier, so nothing may wait for it at boot.
      interfaces: []
      optional: true
      parameters: {stp: false}
"""


def kept_on_dummy(interface: str, addresses: Sequence[Address]) -> str:
    """A dummy interface with the addresses, of which there is at least one (0.107 and newer)."""
    return _link("dummy-devices", interface, "", addresses)


def kept_on_bridge(interface: str, addresses: Sequence[Address]) -> str:
    """The same for any netplan.

    For IPv4 only: where there is no carrier, an IPv6 address stays tentative and cannot be bound.
    """
    return _link("bridges", interface, _BRIDGE, addresses)


def kept_on_loopback(addresses: Sequence[Address]) -> str:
    """The loopback with the addresses besides its own."""
    return _link("ethernets", "lo", "", addresses)


def _link(kind: str, interface: str, options: str, addresses: Sequence[Address]) -> str:
    own = "".join(f'        - "{a}/{host_prefix(a)}"\n' for a in addresses)
    return (
        f"{KEPT}network:\n  version: 2\n  {kind}:\n    {interface}:\n{options}"
        f"      addresses:\n{own}"
    )
