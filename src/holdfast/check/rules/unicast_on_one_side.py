# SPDX-License-Identifier: Apache-2.0
"""One node sends to its peers, the other to everybody."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.pairs import Member, disagreements
from holdfast.model.place import Place
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """The instances with a list of peers among those without one, and the other way round."""
    for vip, one, other in disagreements(site, lambda member: bool(member.instance.unicast_peers)):
        yield Finding(
            f"{_how(other)} here, {_how(one)} on {one.name}, for the same VIP {vip}: each throws "
            "away what the other sends, or never gets it, and both own it; list the peers on all "
            "nodes or on none",
            _place(other),
            also=(Also(_place(one), f"{_how(one)} on {one.name}"),),
        )


def _how(member: Member) -> str:
    return "unicast" if member.instance.unicast_peers else "multicast"


def _place(member: Member) -> Place:
    found = member.instance.settings
    return found.get("unicast_peer") or found.get("unicast_src_ip") or member.instance.place
