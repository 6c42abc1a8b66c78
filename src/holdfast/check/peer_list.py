# SPDX-License-Identifier: Apache-2.0
"""The block `unicast_peer` as changes, and the address that belongs into it."""

from holdfast.check.finding import Fix
from holdfast.check.own_addresses import hears_at
from holdfast.check.pairs import Member, members_by_vip
from holdfast.methods.keepalived_block import inner
from holdfast.methods.notify_block import statement_at
from holdfast.model.address import Address
from holdfast.model.change import FileEdit
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import VrrpInstance
from holdfast.syntax.keepalived import Statement
from holdfast.text.edit import Edit
from holdfast.text.line import whole_lines
from holdfast.text.span import Span


def address_of_the_other(site: Site, node: Node, instance: VrrpInstance) -> Address | None:
    """Where the one other node that shares a VIP hears unicast, if the files leave no choice."""
    here = Member(node, instance)
    groups = [found for found in members_by_vip(site).values() if here in found]
    others = {m.name: m for found in groups for m in found if m.node is not node}
    if len(others) != 1:
        return None
    [other] = others.values()
    heard = hears_at(other.node, other.instance)
    fitting = [address for address in heard if address.version == _version(instance)]
    return fitting[0] if len(fitting) == 1 else None


def peer_replaced(node: Node, instance: VrrpInstance, old: Address, new: Address) -> Fix | None:
    """Another address in the place of one; none where a definition has it."""
    found = _entry(node, instance, old)
    if found is None:
        return None
    word = found.words[0]
    return _fix(node, instance, Span(word.start, word.end), str(new).encode())


def peer_dropped(node: Node, instance: VrrpInstance, old: Address) -> Fix | None:
    """The line of one taken out; none where something else stands on it."""
    found = _entry(node, instance, old)
    if found is None:
        return None
    data = node.files[instance.place.path].data
    line = whole_lines(data, Span(found.words[0].start, found.end))
    alone = data[line.start : line.end].split() == [word.text for word in found.words]
    return _fix(node, instance, line, b"") if alone else None


def _entry(node: Node, instance: VrrpInstance, address: Address) -> Statement | None:
    """The entry of that address."""
    block = statement_at(node.files[instance.place.path].data, instance.place)
    peers = inner(block, "unicast_peer") if block is not None else None
    entries = peers.block or [] if peers is not None else []
    return next((e for e in entries if e.keyword.decode(errors="replace") == str(address)), None)


def _fix(node: Node, instance: VrrpInstance, span: Span, text: bytes) -> Fix:
    return Fix("unsafe", (FileEdit(node.name, instance.place.path, Edit(span, text)),))


def _version(instance: VrrpInstance) -> int:
    """The family of the advertisements, which is that of the peers."""
    return instance.unicast_peers[0].version
