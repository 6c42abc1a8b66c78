# SPDX-License-Identifier: Apache-2.0
"""The same VIP with another prefix on another node."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import pairs
from holdfast.model.address import host_prefix
from holdfast.model.site import Site
from holdfast.model.vrrp import Vip


def check(site: Site) -> Iterator[Finding]:
    """Each VIP of a pair whose prefixes differ; without a prefix it is /32 or /128."""
    for _, one, other in pairs(site):
        theirs = {vip.address: vip for vip in one.instance.vips}
        for vip in other.instance.vips:
            twin = theirs.get(vip.address)
            if twin is not None and _prefix(twin) != _prefix(vip):
                yield Finding(
                    f"{vip.address} is a /{_prefix(vip)} here and a /{_prefix(twin)} on "
                    f"{one.name}: it moves all the same, but the routes of its owner depend on "
                    "who that is; write the same prefix on all nodes",
                    vip.place,
                    also=(Also(twin.place, f"/{_prefix(twin)} on {one.name}"),),
                )


def _prefix(vip: Vip) -> int:
    return host_prefix(vip.address) if vip.prefix is None else vip.prefix
