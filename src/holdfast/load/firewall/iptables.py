# SPDX-License-Identifier: Apache-2.0
"""Rules in the form of iptables-save(8), as ufw's files and etc/iptables/rules.v4 have them."""

from collections.abc import Iterator
from ipaddress import ip_network
from itertools import pairwise

from holdfast.load.firewall.chains import Advert, Chain, Rule
from holdfast.model.place import Place
from holdfast.model.site import File
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

VRRP = frozenset(("112", "vrrp", "all", "0"))
NO_VERDICT = frozenset(("LOG", "NFLOG", "MARK", "CONNMARK", "TCPMSS", "AUDIT", "NOTRACK"))
DROPS = frozenset(("DROP", "REJECT"))
_STATES = pattern(r"--(?:ct)?state$")


def iptables_chains(node: str | None, file: File, packet: Advert) -> dict[str, Chain]:
    """The chains of the table `filter`, with the policies of those that have one."""
    rules: dict[str, list[Rule]] = {}
    policies: dict[str, Place] = {}
    table, start = "filter", 0
    for raw in file.data.splitlines(keepends=True):
        words = raw.decode(errors="replace").split()
        place = Place(node, file.path, Span(start, start + len(raw.rstrip())))
        start += len(raw)
        if words and words[0].startswith("*"):
            table = words[0][1:]
        if table != "filter" or not words:
            continue
        if words[0].startswith(":"):
            rules.setdefault(words[0][1:], [])
            if words[1:2] == ["DROP"]:
                policies[words[0][1:]] = place
        elif words[0] in ("-A", "-I") and len(words) > 2:
            rules.setdefault(words[1], []).append(_rule(words[2:], place, packet))
    return {name: Chain(tuple(found), policies.get(name)) for name, found in rules.items()}


def _rule(words: list[str], place: Place, packet: Advert) -> Rule:
    target = next((b for a, b in pairwise(words) if a in ("-j", "-g")), "")
    verdict = {"ACCEPT": "accept", "RETURN": "return"}.get(target, target)
    verdict = "drop" if target in DROPS else "" if target in NO_VERDICT else verdict
    conditions = list(_conditions(words))
    may_match = not any(_fails(name, value, packet) for name, value in conditions)
    return Rule(verdict, may_match, not conditions, place)


def _conditions(words: list[str]) -> Iterator[tuple[str, str]]:
    """Each option with its value, those of the target left out; a `!` stays before its name."""
    negated = False
    following = iter(words)
    for word in following:
        if word in ("-j", "-g"):
            return
        if word == "!":
            negated = True
        elif word.startswith("-"):
            value = next(following, "")
            if word not in ("-m", "--comment"):
                yield ("!" + word if negated else word), value
            negated = False


def _fails(option: str, value: str, packet: Advert) -> bool:
    """Whether the condition surely does not hold for the packet."""
    if option in ("-p", "--protocol"):
        return value.lower() not in VRRP
    if option in ("-i", "--in-interface"):
        return "+" not in value and value != packet.interface
    if _STATES.search(option) and not option.startswith("!"):
        known = set(value.upper().split(",")) <= {"RELATED", "ESTABLISHED", "INVALID"}
        return known and packet.group is not None
    if option == "--dst-type":
        return value != ("MULTICAST" if packet.group is not None else "LOCAL")
    if option in ("-d", "--destination") and packet.group is not None:
        return not _covers(value, packet)
    return False


def _covers(text: str, packet: Advert) -> bool:
    try:
        return packet.group in ip_network(text, strict=False)
    except ValueError:
        return True
