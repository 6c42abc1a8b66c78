# SPDX-License-Identifier: Apache-2.0
"""etc/nftables.conf and a running ruleset (nft(8), nftables 1.0.6): the input hook's chains."""

import re

from holdfast.load.firewall.chains import Advert, Chain, Rule, dropped_by
from holdfast.load.firewall.nft_file import Statement, statements
from holdfast.model.firewall import Barrier
from holdfast.model.place import Place
from holdfast.model.site import File, Node
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

PATH = "/etc/nftables.conf"
RUNNING = "/ruleset.nft"
"""What the kernel of a collected node had, whoever put it there (`nft list ruleset`)."""
_FAMILIES = {4: ("ip", "inet"), 6: ("ip6", "inet")}
_HOOK = pattern(r"type filter hook (\w+) ")
_NOT_VRRP = pattern(r"\b(?:tcp|udp|udplite|icmp|icmpv6|igmp|sctp|dccp)\b")
_QUOTED = pattern(r"(?:comment|prefix) \"[^\"]*\"")
_LOCAL = pattern(r"\biif(?:name)? \"?lo\"?\b")
_INTERFACE = pattern(r"\biif(?:name)? (?P<not>!= )?(?P<names>\{[^}]*\}|\"?[\w.+*-]+\"?)")
_STATE = pattern(r"\bct state (?P<names>\{[^}]*\}|[\w,]+(?: , ?\w+)*)")
_STATE_MAP = pattern(r"\bct state vmap \{(?P<pairs>[^}]*)\}")
_PROTOCOL = pattern(r"\b(?:ip protocol|meta l4proto|ip6 nexthdr) (?P<names>\{[^}]*\}|\S+)")
_OTHER_FAMILY = {4: pattern(r"\b(?:ip6|icmpv6)\b"), 6: pattern(r"\b(?:ip|icmp|igmp)\b")}
_VERDICT = pattern(r"\b(accept|drop|reject|jump|goto|vmap|queue|return|continue)\b ?(\S+)?")
_VERDICTS = {
    "accept": "accept",
    "queue": "accept",
    "vmap": "accept",
    "drop": "drop",
    "reject": "drop",
    "return": "return",
}
"""A map or a program behind `queue` may accept."""

_NO_CONDITION = pattern(
    r"(?:counter(?: packets \d+ bytes \d+)? |log(?: (?:prefix|level|flags|group) \S+)* )*"
    r"(?:drop|reject(?: with .*)?|(?:jump|goto) \S+)(?: comment \S+)?"
)


def flush(node: Node) -> Place | None:
    """The line that takes every table away whenever the file is loaded."""
    file = node.files.get(PATH)
    found = statements(file) if file is not None else ()
    return next((_place(node, s) for s in found if s.text == "flush ruleset"), None)


def _place(node: Node, statement: Statement) -> Place:
    return Place(node.name, PATH, Span(statement.start, statement.end))


def nftables_barrier(node: Node, packet: Advert) -> Barrier | None:
    """The input chain that drops it: of the node's own file, else of what its kernel had."""
    files = (node.files.get(path) for path in (PATH, RUNNING))
    found = (_barrier(node, file, packet) for file in files if file is not None)
    return next((barrier for barrier in found if barrier is not None), None)


def _barrier(node: Node, file: File, packet: Advert) -> Barrier | None:
    """None where the file includes others or uses variables."""
    found = statements(file)
    if any(s.text.startswith(("include", "define", "add", "insert")) for s in found):
        return None
    for table in found:
        words = table.text.split()
        if words[:1] == ["table"] and table.block is not None:
            family = words[1] if len(words) > 2 else "ip"
            if family in _FAMILIES[packet.version]:
                place = _of_table(node, file, table.block, packet)
                if place is not None:
                    return Barrier("nftables", place)
    return None


def _of_table(node: Node, file: File, table: list[Statement], packet: Advert) -> Place | None:
    chains: dict[str, Chain] = {}
    inputs: list[str] = []
    for statement in table:
        words = statement.text.split()
        if words[:1] == ["chain"] and statement.block is not None and len(words) > 1:
            chains[words[1]] = _chain(node, file, statement.block, packet)
            if any(_hook(inside) == "input" for inside in statement.block):
                inputs.append(words[1])
    found = (dropped_by(chains, name) for name in inputs)
    return next((place for place in found if place is not None), None)


def _hook(statement: Statement) -> str:
    match = _HOOK.match(statement.text + " ")
    return match[1] if match is not None else ""


def _chain(node: Node, file: File, block: list[Statement], packet: Advert) -> Chain:
    rules: list[Rule] = []
    policy = None
    for statement in block:
        place = Place(node.name, file.path, Span(statement.start, statement.end))
        if statement.text == "policy drop":
            policy = place
        elif not statement.text.startswith(("policy", "type ", "comment ")):
            rules.append(_rule(statement.text, place, packet))
    return Chain(tuple(rules), policy)


def _rule(text: str, place: Place, packet: Advert) -> Rule:
    text = _QUOTED.sub("", text).strip()
    match = _VERDICT.search(text)
    name = match[1] if match is not None else ""
    verdict = _VERDICTS.get(name, "")
    if name in ("jump", "goto") and match is not None:
        verdict = match[2] or "accept"
    always = _NO_CONDITION.fullmatch(text) is not None
    return Rule(verdict, not _fails(text, packet), always, place)


def _fails(text: str, packet: Advert) -> bool:
    """Whether one of its conditions surely does not hold for the packet."""
    states = _accepted_states(text) if packet.group is not None else set()
    return (
        _LOCAL.search(text) is not None
        or _OTHER_FAMILY[packet.version].search(text) is not None
        or _another_protocol(text)
        or _another_interface(text, packet)
        or (bool(states) and states <= {"established", "related", "invalid"})
    )


def _another_protocol(text: str) -> bool:
    stated = _PROTOCOL.search(text)
    if stated is None:
        return _NOT_VRRP.search(text) is not None
    names = _words(stated["names"])
    return not any(name in ("vrrp", "112") or _may_be_any(name) for name in names)


def _another_interface(text: str, packet: Advert) -> bool:
    link = _INTERFACE.search(text)
    if link is None or link["not"]:
        return False
    names = _words(link["names"])
    return not any(name == packet.interface or _may_be_any(name) for name in names)


def _may_be_any(name: str) -> bool:
    """A named set, a variable, a wildcard, a map, one part of several, or all but something."""
    return name in (".", "!=", "vmap") or name[0] in "@$" or "*" in name


def _accepted_states(text: str) -> set[str]:
    """The states a rule is about; of a map those that it accepts, or sends somewhere else."""
    mapped = _STATE_MAP.search(text)
    if mapped is None:
        state = _STATE.search(text)
        return set(_words(state["names"])) if state is not None else set()
    pairs = (pair.partition(":") for pair in mapped["pairs"].split(","))
    return {name.strip() for name, _, verdict in pairs if verdict.strip() != "drop"}


def _words(text: str) -> list[str]:
    return [word.strip('"') for word in re.split(r"[\s,{}]+", text) if word]
