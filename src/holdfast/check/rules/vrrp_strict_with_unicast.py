# SPDX-License-Identifier: Apache-2.0
"""`vrrp_strict` and unicast: a later keepalived does not start with both."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.small_edits import line_dropped
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An instance that is strict and lists peers."""
    for node, instance in site.instances:
        if instance.strict and instance.unicast_peers:
            stated = node.keepalived.globals.settings
            strict = instance.settings.get("strict_mode") or stated.get("vrrp_strict")
            yield Finding(
                f"{instance.name} is strict and has unicast peers, which VRRP does not know: "
                "keepalived 2.2.7 takes it, 2.4 stops with all its instances; drop vrrp_strict",
                instance.at("unicast_peer"),
                also=(Also(strict, "strict here"),) if strict is not None else (),
                fix=line_dropped(node, strict, "unsafe") if strict is not None else None,
            )
