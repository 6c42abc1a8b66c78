# SPDX-License-Identifier: Apache-2.0
"""`PrivateTmp=` on keepalived.service: nobody finds its dumps."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.model.unit import KEEPALIVED
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """A unit with a /tmp of its own."""
    for node in site.nodes:
        unit = node.units.get(KEEPALIVED)
        if unit is not None and unit.private_tmp:
            place = unit.paths[-1] if unit.paths else ""
            yield Finding(
                f"{KEEPALIVED} has a /tmp of its own: keepalived.data, keepalived.stats and "
                "keepalived.json, which exporters read from /tmp, are not there for anybody else; "
                "set PrivateTmp=no where something reads them",
                Place(node.name, place, Span(0, 0)),
            )
