# SPDX-License-Identifier: Apache-2.0
"""A VIP that the network configuration puts on the same interface as well."""

from collections.abc import Iterator
from itertools import islice

from holdfast.check.finding import Also, Finding
from holdfast.check.own_addresses import subnets, wire
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """A further address of the interface that keepalived moves the VIP on.

    Its first one is `vip-is-own-address`; one kept on another interface, such as a dummy, is the
    matter of `vip-on-second-interface-answers-arp`.
    """
    for node, instance in site.instances:
        for vip in instance.vips:
            link = wire(node, instance, vip)
            further = islice(subnets(link, vip.address.version), 1, None) if link else ()
            for own in further:
                if own.address == vip.address and own.place is not None and link is not None:
                    yield Finding(
                        f"{vip.address} is put on {link.name} by the network configuration, too: "
                        "it is there from boot until keepalived starts, and again whenever the "
                        "network is restarted, whoever owns it; remove it there",
                        own.place,
                        also=(Also(vip.place, f"{instance.name} moves it"),),
                    )
                    break
