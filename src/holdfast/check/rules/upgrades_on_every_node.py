# SPDX-License-Identifier: Apache-2.0
"""Unattended upgrades may restart the daemons of every node in the same night."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Node, Site

DAEMONS = ("haproxy", "keepalived")


def check(site: Site) -> Iterator[Finding]:
    """Two nodes or more upgrade by themselves, and keep neither daemon back."""
    careless = [node for node in site.nodes if _upgrades(node)]
    for node in careless if len(careless) > 1 else ():
        upgrades = node.upgrades
        others = [o for o in careless if o is not node and o.upgrades is not None]
        if upgrades is not None:
            yield Finding(
                "unattended-upgrades runs on every node between 6 and 7 in the morning, and an "
                "upgrade of haproxy or keepalived restarts it: both may be away at once; put them "
                "on Unattended-Upgrade::Package-Blacklist, or let the nodes upgrade on other days",
                upgrades.place,
                also=tuple(
                    Also(o.upgrades.place, f"{o.name} upgrades by itself too")
                    for o in others
                    if o.upgrades is not None
                ),
            )


def _upgrades(node: Node) -> bool:
    upgrades = node.upgrades
    if upgrades is None:
        return False
    kept = [pattern.strip("^$") for pattern in upgrades.kept_back]
    return not all(any(name.startswith(p) for p in kept) for name in DAEMONS)
