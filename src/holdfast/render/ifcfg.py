# SPDX-License-Identifier: Apache-2.0
"""Files of Red Hat's network scripts (sysconfig.txt of initscripts 9 and 10).

The scripts make no dummy interface themselves: the driver makes `dummy0` where it is told to, and
is loaded at boot before they run.
"""

from collections.abc import Iterator, Sequence

from holdfast.model.address import Address, host_prefix
from holdfast.render.kept import KEPT

INTERFACE = "dummy0"
MODULES_LOAD = "dummy\n"
MODPROBE = """\
# systemd's own modprobe.d says 0; the last file by name counts
options dummy numdummies=1
"""
_HEAD = f"""\
{KEPT}\
# The driver makes the interface at boot (modules-load.d, modprobe.d); NetworkManager's reader of
# such files knows no dummy.
DEVICE=dummy0
TYPE=dummy
ONBOOT=yes
BOOTPROTO=none
NM_CONTROLLED=no
"""


def dummy_ifcfg(addresses: Sequence[Address]) -> str:
    """`ifcfg-dummy0` with the addresses; there is at least one."""
    four = [address for address in addresses if address.version == 4]
    six = [f"{address}/{host_prefix(address)}" for address in addresses if address.version == 6]
    return _HEAD + "".join((*_ipv4(four), *_ipv6(six)))


def _ipv4(addresses: Sequence[Address]) -> Iterator[str]:
    for number, address in enumerate(addresses):
        yield f"IPADDR{number}={address}\nPREFIX{number}={host_prefix(address)}\n"


def _ipv6(addresses: Sequence[str]) -> Iterator[str]:
    if addresses:
        first, *others = addresses
        yield f"IPV6INIT=yes\nIPV6ADDR={first}\n"
        if others:
            yield f'IPV6ADDR_SECONDARIES="{" ".join(others)}"\n'
