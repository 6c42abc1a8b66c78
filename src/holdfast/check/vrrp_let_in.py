# SPDX-License-Identifier: Apache-2.0
"""A line by which a firewall lets advertisements in, as an edit of its own file."""

import re

from holdfast.model.change import FileEdit
from holdfast.model.firewall import Barrier
from holdfast.model.site import Node
from holdfast.model.vrrp import VrrpInstance
from holdfast.text.edit import Edit
from holdfast.text.line import line_end, line_start
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

ACCEPT = b"-A %b -p vrrp -j ACCEPT"
NFT = {"ipv4": b"ip protocol vrrp accept", "ipv6": b"ip6 nexthdr vrrp accept"}
UFW_RULES = {"ipv4": "/etc/ufw/before.rules", "ipv6": "/etc/ufw/before6.rules"}
UFW_CHAIN = {"ipv4": b"ufw-before-input", "ipv6": b"ufw6-before-input"}
ZONE = b'  <protocol value="vrrp"/>'

_RULES = pattern(rb"^(?:-|COMMIT)", re.MULTILINE)
_UFW_RULES = pattern(rb"^-A ufw6?-before-input ", re.MULTILINE)
_ZONE_END = pattern(rb"^[ \t]*</zone>", re.MULTILINE)


def vrrp_let_in(node: Node, instance: VrrpInstance, barrier: Barrier) -> FileEdit | None:
    """Protocol 112 accepted before what drops it; None where there is no line to put it at."""
    family, path = instance.family, barrier.place.path
    if family is None or path not in node.files:
        return None
    match barrier.tool:
        case "nftables":
            return _nftables(node, barrier, NFT[family])
        case "iptables":
            return _iptables(node, barrier)
        case "ufw":
            return _above(node, UFW_RULES[family], _UFW_RULES, ACCEPT % UFW_CHAIN[family])
        case _:
            return _above(node, path, _ZONE_END, ZONE)


def _nftables(node: Node, barrier: Barrier, rule: bytes) -> FileEdit | None:
    """Below the line of the policy, above that of a rule; what the kernel had is no file."""
    path, (start, end) = barrier.place.path, barrier.place.span
    data = node.files[path].data
    first, last = line_start(data, start), line_end(data, end)
    margin = data[first : len(data) - len(data[first:].lstrip(b" \t"))]
    if not path.startswith("/etc/"):
        return None
    if data[start:end].startswith(b"policy"):
        alone = data[end:last].strip() in (b"", b";")
        at, text = last, b"\n" + margin + rule
    else:
        alone = first + len(margin) == start
        at, text = start, rule + b"\n" + margin
    return FileEdit(node.name, path, Edit(Span(at, at), text)) if alone else None


def _iptables(node: Node, barrier: Barrier) -> FileEdit | None:
    """Above the rule that drops; behind the chains' policies where it is one of those."""
    path, (start, end) = barrier.place.path, barrier.place.span
    words = node.files[path].data[start:end].split()
    chain = words[0][1:] if words[0][:1] == b":" else words[1]
    return _above(node, path, _RULES, ACCEPT % chain, start)


def _above(
    node: Node, path: str, mark: re.Pattern[bytes], line: bytes, start: int = 0
) -> FileEdit | None:
    """A line above the first one with the mark."""
    file = node.files.get(path)
    found = mark.search(file.data, start) if file is not None else None
    if found is None:
        return None
    at = found.start()
    return FileEdit(node.name, path, Edit(Span(at, at), line + b"\n"))
