# SPDX-License-Identifier: Apache-2.0
"""An instance without an interface, or on one that the node's files do not declare."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.methods.keepalived_block import put
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
                yield _missing(node, instance)
        elif node.name is not None and "use_vmac" not in instance.settings:
            declared = _declared(node)
            if declared and instance.interface not in declared and not _by_pattern(node):
                yield _undeclared(node, instance, declared)


def _missing(node: Node, instance: VrrpInstance) -> Finding:
    return Finding(
        f"{instance.name} names no interface: keepalived stops at once, with all its instances; "
        "write `interface` with the one that reaches the other nodes",
        instance.place,
        fix=_fix(node, instance),
    )


def _fix(node: Node, instance: VrrpInstance) -> Fix | None:
    """The only one that the node's files declare."""
    declared = _declared(node)
    if len(declared) != 1 or _by_pattern(node):
        return None
    changes = put(node, instance.place, {"interface": declared[0]})
    return Fix("unsafe", changes) if changes is not None else None


def _declared(node: Node) -> list[str]:
    """The interfaces with a wire."""
    return [link.name for link in node.interfaces if not link.local]


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
