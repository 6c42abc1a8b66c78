# SPDX-License-Identifier: Apache-2.0
"""etc/sysconfig/network-scripts/ifcfg-* (Red Hat's initscripts, sysconfig.txt)."""

from collections.abc import Iterator
from ipaddress import IPv4Network
from posixpath import join

from msgspec.structs import replace

from holdfast.load.networks.ini import Entry, address_of, entries
from holdfast.load.node_files import NodeFiles
from holdfast.model.interface import Interface, InterfaceAddress
from holdfast.text.pattern import pattern

FOLDER = "/etc/sysconfig/network-scripts"
_ADDRESS = pattern(r"IPADDR([0-9]*)")
_IPV6 = ("IPV6ADDR", "IPV6ADDR_SECONDARIES")


def ifcfg_interfaces(files: NodeFiles) -> Iterator[Interface]:
    """One a file; `ifcfg-eth0:1` is an address of its eth0."""
    for name in files.names_quietly(FOLDER):
        if name.startswith("ifcfg-") and not name.endswith((".bak", ".rpmsave", ".rpmnew", "~")):
            stated = [_plain(entry) for entry in entries(files, join(FOLDER, name))]
            values = {entry.key: entry.value for entry in stated}
            device = values.get("DEVICE", name.removeprefix("ifcfg-")).partition(":")[0]
            if stated:
                yield Interface(
                    name=device,
                    addresses=tuple(_addresses(stated, values)),
                    kind="dummy" if values.get("TYPE") == "dummy" else None,
                    auto=values.get("ONBOOT", "yes") == "yes",
                    place=stated[0].place,
                )


def _plain(entry: Entry) -> Entry:
    return replace(entry, value=entry.value.strip("\"'"))


def _addresses(stated: list[Entry], values: dict[str, str]) -> Iterator[InterfaceAddress]:
    for entry in stated:
        match = _ADDRESS.fullmatch(entry.key)
        if match is not None:
            bits = values.get(f"PREFIX{match[1]}") or _bits(values.get(f"NETMASK{match[1]}", ""))
            found = [address_of(entry.value, entry.place, bits or "24")]
        elif entry.key in _IPV6:
            found = [address_of(text, entry.place, "64") for text in entry.value.split()]
        else:
            continue
        yield from (address for address in found if address is not None)


def _bits(netmask: str) -> str:
    try:
        return str(IPv4Network(f"0.0.0.0/{netmask}").prefixlen) if netmask else ""
    except ValueError:
        return ""
