# SPDX-License-Identifier: Apache-2.0
"""HAProxy binds every address instead of the VIP."""

from collections.abc import Iterator
from itertools import groupby

from holdfast.methods.bind_line import address_word
from holdfast.methods.claim import claim, collide
from holdfast.methods.method import Plan, Refused
from holdfast.methods.plans import READ_AGAIN, label, plan_nodes
from holdfast.methods.wildcard_word import every_address
from holdfast.model.binding import racing_binds
from holdfast.model.change import FileEdit
from holdfast.model.proxy import Bind
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.span import LineIndex, Span

EXPOSED = (
    "HAProxy now answers on every address of the node, those on other networks too: see that no "
    "other program listens on these ports, and that the firewall keeps out whom it should"
)


def plan(site: Site) -> Plan | Refused:
    """`*` or `[::]` in the place of the address of each racing bind, with `v6only` for `[::]`.

    Refused where the new listener would claim a port that another bind has, and for a stats socket.
    """
    return plan_nodes(site, _plan_node)


def _plan_node(node: Node) -> Plan | Refused:
    racing = [bind for bind, _, _ in racing_binds(node)]
    refusal = next(_refusals(node, racing), None)
    if refusal is not None:
        return refusal
    lines = [list(binds) for _, binds in groupby(racing, lambda bind: bind.line)]
    changes = tuple(FileEdit(node.name, b[0].line.path, _edit(node, b)) for b in lines)
    return Plan(changes, (EXPOSED, READ_AGAIN) if changes else ())


def _refusals(node: Node, racing: list[Bind]) -> Iterator[Refused]:
    for bind in racing:
        if bind in node.haproxy.sockets:
            yield Refused(
                f"{_at(node, bind)}: a stats socket on every address would let everybody steer "
                "HAProxy; take --method transparent"
            )
        for other in node.haproxy.binds:
            if _collides(node, bind, other, other in racing):
                yield Refused(_why(node, bind, other))
        if _widened(node, [bind]) is None:
            yield Refused(
                f"{_at(node, bind)}: no single word says {bind.text}, so it cannot be put for "
                "every address; take --method transparent"
            )


def _collides(node: Node, bind: Bind, other: Bind, other_too: bool) -> bool:
    """Whether a bind, made for every address, wants what another has or comes to want.

    What becomes the same word of the same line is written once.
    """
    one = claim(node, bind, every_address=True)
    two = claim(node, other, every_address=other_too)
    becomes_same = other_too and one == two and other.line == bind.line
    return other != bind and not becomes_same and collide(one, two)


def _why(node: Node, bind: Bind, other: Bind) -> str:
    first = bind.ports[0]
    return (
        f"{_at(node, bind)}: port {first} on every address would collide with {other.text} "
        f"({other.line.path}:{_line_number(node, other)}); take --method transparent"
    )


def _edit(node: Node, binds: list[Bind]) -> Edit:
    """The address word of one line with all its racing binds made wide."""
    word = address_word(node, binds[0])
    options = binds[0].options
    narrow = any(bind.family == "ipv6" for bind in binds) and not {"v6only", "v4v6"} & {*options}
    text = _widened(node, binds) or word.text
    return Edit(Span(word.start, word.end), text + (b" v6only" if narrow else b""))


def _widened(node: Node, binds: list[Bind]) -> bytes | None:
    return every_address(address_word(node, binds[0]).text, binds)


def _at(node: Node, bind: Bind) -> str:
    return f"{label(node)}{bind.line.path}:{_line_number(node, bind)}"


def _line_number(node: Node, bind: Bind) -> int:
    return LineIndex(node.files[bind.line.path].data).position(bind.place.span.start).line
