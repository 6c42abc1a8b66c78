# SPDX-License-Identifier: Apache-2.0
"""An instance without an interface, or on one that the node's files do not declare."""

from collections.abc import Iterator

from holdfast.check.finding import Finding
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance

NETWORKD = "/etc/systemd/network/"


def check(site: Site) -> Iterator[Finding]:
    """A name that is not declared is a warning: a host may have links that no file tells of.

    Silent where the files declare no link with a wire, or some by a pattern.
    """
    for node, instance in site.instances:
        if instance.interface is None:
            if not instance.unicast_peers:
                yield _missing(instance)
        elif node.name is not None and "use_vmac" not in instance.settings:
            declared = [link.name for link in node.interfaces if not link.local]
            if declared and instance.interface not in declared and not _by_pattern(node):
                yield _undeclared(node, instance, declared)


def _missing(instance: VrrpInstance) -> Finding:
    return Finding(
        f"{instance.name} names no interface: keepalived stops at once, with all its instances; "
        "write `interface` with the one that reaches the other nodes",
        instance.place,
    )


def _undeclared(node: Node, instance: VrrpInstance, declared: list[str]) -> Finding:
    known = "the running kernel has" if node.live else "the files of this node declare"
    return Finding(
        f"there is no {instance.interface} here: {known} {', '.join(declared)}, and keepalived "
        "stops at once where an interface is missing, with all its instances; mind the name",
        instance.at("interface"),
        severity="error" if node.live else "warning",
    )


def _by_pattern(node: Node) -> bool:
    """Whether a file of systemd-networkd was read that names no link: it matches some otherwise."""
    told = {link.place.path for link in node.interfaces if link.place is not None}
    read = [p for p in node.files if p.startswith(NETWORKD) and p.endswith(".network")]
    return any(path not in told for path in read)
