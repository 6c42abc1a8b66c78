# SPDX-License-Identifier: Apache-2.0
"""What no lab can build of a site: names and addresses that no kernel takes."""

from collections.abc import Iterator

from holdfast.drill.stage.segments import segments
from holdfast.lab.errors import LabError
from holdfast.model.address import is_of_a_host
from holdfast.model.group import groups
from holdfast.model.site import Site

MOST_OF_A_HOST = 64
"""Bytes of a host's name (sethostname(2))."""

MOST_OF_A_CARD = 15
"""Bytes of an interface's name: IFNAMSIZ without the zero (netdevice(7))."""


def require_possible(site: Site) -> None:
    """Raises LabError, before anything is built, for the first that is not."""
    why = next(_impossible(site), None)
    if why is not None:
        raise LabError(why)


def _impossible(site: Site) -> Iterator[str]:
    for node in site.nodes:
        if len((node.name or "").encode()) > MOST_OF_A_HOST:
            most = f"a host's name has {MOST_OF_A_HOST} bytes at most"
            yield f"{node.name}: {most}: rename its folder"
    for segment in segments(site):
        for name, card in segment.ports:
            if not _names_a_card(card):
                yield f"{name}: {card} is the name of no network card: name another interface"
    for vip in (vip for group in groups(site) for vip in group.vips):
        if not is_of_a_host(vip):
            yield f"{vip} is no address that a host has on a network: it can be no VIP"


def _names_a_card(name: str) -> bool:
    """As the kernel decides (dev_valid_name in net/core/dev.c); `lo` is there already."""
    odd = name in ("", ".", "..", "lo") or any(c in "/:" or c.isspace() for c in name)
    return not odd and len(name.encode()) <= MOST_OF_A_CARD
