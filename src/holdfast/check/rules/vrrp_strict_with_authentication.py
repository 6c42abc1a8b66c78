# SPDX-License-Identifier: Apache-2.0
"""`vrrp_strict` and authentication: keepalived drops the authentication."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.site import Site


def check(site: Site) -> Iterator[Finding]:
    """An instance of version 2 that is strict; under version 3 there is none anyway."""
    for node, instance in site.instances:
        if instance.strict and instance.version == 2 and instance.auth_type is not None:
            stated = node.keepalived.globals.settings
            strict = instance.settings.get("strict_mode") or stated.get("vrrp_strict")
            yield Finding(
                f"vrrp_strict makes keepalived ignore the authentication of {instance.name}: a "
                "node that is not strict will not hear it, and both own the VIP; drop one of the "
                "two, on all nodes",
                instance.at("authentication"),
                also=(Also(strict, "strict here"),) if strict is not None else (),
            )
