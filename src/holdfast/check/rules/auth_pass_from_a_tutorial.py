# SPDX-License-Identifier: Apache-2.0
"""An auth_pass that stands in every tutorial."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Site

TUTORIALS = (
    "0000 1111 123 1234 12345 123456 1234567 12345678 42 admin changeme haproxy k8s kube kubernet "
    "keepaliv master pass passwd passw0rd password secret test vip vrrp"
)
"""Cut after 8 characters, as keepalived does."""

KNOWN = frozenset(TUTORIALS.split())


def check(site: Site) -> Iterator[Finding]:
    """Another pair that copied it, with the same id, is then heard as if it were ours."""
    for _, instance in site.instances:
        used = instance.version == 2 and instance.auth_type is not None and not instance.strict
        if used and (instance.auth_pass or "").lower() in KNOWN:
            yield Finding(
                f"this auth_pass of {instance.name} stands in the tutorials: another pair on the "
                "network that copied it, and the id, takes part in your elections; choose another "
                "one, the same on all nodes",
                instance.at("auth_pass"),
            )
