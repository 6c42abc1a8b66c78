# SPDX-License-Identifier: Apache-2.0
"""Several nodes with the same router_id."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """Each node whose router_id another one before it has."""
    first: dict[str, tuple[str, Also]] = {}
    for node in site.nodes:
        stated = node.keepalived.globals
        place = stated.settings.get("router_id")
        if stated.router_id is None or place is None or node.name is None:
            continue
        name, also = first.setdefault(
            stated.router_id, (node.name, Also(place, f"{node.name} has it too"))
        )
        if name != node.name:
            yield Finding(
                f"{node.name} and {name} both call themselves {stated.router_id}: mails and SNMP "
                "traps do not tell which of them speaks; give each its own, such as its host "
                "name",
                place,
                also=(also,),
                fix=line_dropped(node, place, "safe"),
            )
