# SPDX-License-Identifier: Apache-2.0
"""Losses as a ruleset of nft for the switch: the bridge's own way from port to port. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from holdfast.lab.loss import ANY, Loss

TABLE = "holdfast"
_VRRP = ("ip protocol { 51, 112 }", "ip6 nexthdr 112")
"""VRRP, and version 2 inside an authentication header (RFC 3768, keepalived `auth_type AH`)."""


def ruleset(losses: Iterable[Loss], ports: Mapping[str, Sequence[str]]) -> str:
    """What `nft -f -` reads to have exactly these losses; `ports` are those of each host.

    One transaction: at no moment are fewer or more frames lost than before or after.
    """
    rules = "".join(f"    {rule}\n" for loss in losses for rule in _rules(loss, ports))
    return (
        f"add table bridge {TABLE}\n"
        f"delete table bridge {TABLE}\n"
        f"table bridge {TABLE} {{\n"
        "  chain forward {\n"
        "    type filter hook forward priority 0; policy accept;\n"
        f"{rules}"
        "  }\n"
        "}\n"
    )


def _rules(loss: Loss, ports: Mapping[str, Sequence[str]]) -> Iterator[str]:
    ends = (("iifname", loss.sender), ("oifname", loss.receiver))
    way = [f"{end} {_set(ports[host])}" for end, host in ends if host != ANY]
    chance = "" if loss.percent >= 100 else f"numgen random mod 100 < {loss.percent}"
    for frames in _VRRP if loss.vrrp_only else ("",):
        yield " ".join(word for word in (*way, frames, chance, "drop") if word)


def _set(names: Sequence[str]) -> str:
    return "{ " + ", ".join(f'"{name}"' for name in names) + " }"
