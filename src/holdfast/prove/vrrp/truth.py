# SPDX-License-Identifier: Apache-2.0
"""A slice as if every check that cannot be read told the truth."""

from msgspec.structs import replace

from holdfast.prove.vrrp.parameters import Check, NodeValues, Slice


def opaque_checks(part: Slice) -> tuple[str, ...]:
    """The names of the checks whose verdict the files leave open, with their nodes."""
    return tuple(
        f"{check.name} on {node.name}"
        for node in part.nodes
        for check in node.checks
        if check.opaque
    )


def truthful(part: Slice) -> Slice:
    """The slice with each such check failing exactly while HAProxy does not answer.

    A file, a session or a process that has nothing to do with HAProxy is always well.
    """
    return replace(part, nodes=tuple(map(_node, part.nodes)))


def _node(node: NodeValues) -> NodeValues:
    return replace(node, checks=tuple(map(_check, node.checks)))


def _check(check: Check) -> Check:
    if not check.opaque:
        return check
    bad = "fails" if check.kind == "script" else "succeeds"
    return replace(check, running="succeeds", dead=bad, hung=bad, boot=bad)
