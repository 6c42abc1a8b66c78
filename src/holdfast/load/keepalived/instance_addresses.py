# SPDX-License-Identifier: Apache-2.0
"""The addresses of an instance: the first one decides its family, those of the other are skipped.

Source: keepalived 2.2.7, vrrp_parser.c and alloc_vrrp_vip in vrrp_data.c. Excluded addresses may be
of either family.
"""

from holdfast.load.keepalived.addresses import peer, vip
from holdfast.load.keepalived.places import Places, text
from holdfast.model.address import Address, Family, family, parse_address
from holdfast.model.vrrp import Vip
from holdfast.syntax.keepalived import Statement


class InstanceAddresses:
    """`vips` has the advertised ones first, then the excluded ones."""

    def __init__(self, statements: list[Statement], places: Places) -> None:
        self.family: Family | None = None
        self.unicast_source: Address | None = None
        self.multicast: Address | None = None
        self._places = places
        self._peers: list[Address] = []
        self._vips: list[Vip] = []
        self._excluded: list[Vip] = []
        for statement in statements:
            self._take(statement)
        self.peers = tuple(self._peers)
        self.vips = (*self._vips, *self._excluded)

    def _take(self, statement: Statement) -> None:
        entries = [entry for entry in statement.block or () if entry.words]
        match statement.keyword:
            case b"native_ipv6":
                self.family = self.family or "ipv6"
            case b"unicast_src_ip":
                self.unicast_source = self._source(statement) or self.unicast_source
            case b"mcast_src_ip":
                self._source(statement)
            case b"mcast_dst_ip":
                group = self._source(statement)
                self.multicast = group if group and group.is_multicast else None
            case b"unicast_peer":
                peers = (peer(entry) for entry in entries)
                self._peers += [address for address in peers if address and self._fits(address)]
            case b"virtual_ipaddress":
                vips = (vip(entry, self._places, excluded=False) for entry in entries)
                self._vips += [found for found in vips if found and self._fits(found.address)]
            case b"virtual_ipaddress_excluded":
                vips = (vip(entry, self._places, excluded=True) for entry in entries)
                self._excluded += [found for found in vips if found]

    def _source(self, statement: Statement) -> Address | None:
        address = parse_address(text(statement.value(1)))
        return address if address and self._fits(address) else None

    def _fits(self, address: Address) -> bool:
        self.family = self.family or family(address)
        return family(address) == self.family
