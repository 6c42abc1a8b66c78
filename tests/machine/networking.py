# SPDX-License-Identifier: Apache-2.0
"""How each tool sets up the two cards of a machine: its files, and which of its units start."""

from collections.abc import Mapping
from typing import NamedTuple

from tests.machine.disk import OnDisk
from tests.machine.network import management_address, wire_address

_UNITS = "/lib/systemd/system"
_LOOPBACK = b"source /etc/network/interfaces.d/*\n\nauto lo\niface lo inet loopback\n"


class Networking(NamedTuple):
    """What goes on a disk."""

    files: Mapping[str, OnDisk]
    links: Mapping[str, str]


def networking(tool: str, number: int) -> Networking:
    """The cards of machine `number`, by `ifupdown`, `networkd`, `netplan` or `networkmanager`."""
    cards = {"mgmt0": management_address(number), "ens18": wire_address(number)}
    match tool:
        case "ifupdown":
            stanzas = "".join(
                f"\nauto {card}\niface {card} inet static\n    address {address}/24\n"
                for card, address in cards.items()
            )
            return Networking(_interfaces(stanzas), {})
        case "networkd":
            files = {
                f"/etc/systemd/network/10-{card}.network": OnDisk(
                    f"[Match]\nName={card}\n\n[Network]\nAddress={address}/24\n".encode()
                )
                for card, address in cards.items()
            }
            return Networking({**_interfaces(), **files}, _NETWORKD_STARTS)
        case "netplan":
            ethernets = "".join(
                f"    {card}:\n      addresses: [{address}/24]\n" for card, address in cards.items()
            )
            text = f"network:\n  version: 2\n  ethernets:\n{ethernets}".encode()
            files = {"/etc/netplan/10-cards.yaml": OnDisk(text, 0o600)}
            return Networking({**_interfaces(), **files}, _NETWORKD_STARTS)
        case "networkmanager":
            files = {
                f"/etc/NetworkManager/system-connections/{card}.nmconnection": OnDisk(
                    _keyfile(card, address), 0o600
                )
                for card, address in cards.items()
            }
            return Networking({**_interfaces(), **files}, _NETWORKMANAGER_STARTS)
    raise AssertionError(tool)


def _interfaces(more: str = "") -> dict[str, OnDisk]:
    return {"/etc/network/interfaces": OnDisk(_LOOPBACK + more.encode())}


def _keyfile(card: str, address: str) -> bytes:
    head = f"[connection]\nid={card}\ntype=ethernet\ninterface-name={card}\n"
    return f"{head}\n[ipv4]\nmethod=manual\naddress1={address}/24\n".encode()


def _wanted(target: str, unit: str) -> dict[str, str]:
    """What `systemctl enable` links."""
    return {f"/etc/systemd/system/{target}.wants/{unit}": f"{_UNITS}/{unit}"}


_NETWORKD_STARTS = {
    **_wanted("multi-user.target", "systemd-networkd.service"),
    **_wanted("network-online.target", "systemd-networkd-wait-online.service"),
}
_NETWORKMANAGER_STARTS = {
    **_wanted("multi-user.target", "NetworkManager.service"),
    **_wanted("network-online.target", "NetworkManager-wait-online.service"),
}
