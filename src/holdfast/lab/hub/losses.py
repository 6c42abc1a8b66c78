# SPDX-License-Identifier: Apache-2.0
"""What a switch loses: as a ruleset of nft for the bridge's own way from port to port, and of one
frame, for the way through a program.
"""

import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence

from holdfast.lab.loss import ANY, Loss

TABLE = "holdfast"
_VRRP_IPV4, _VRRP_IPV6 = ((0x0800, 51), (0x0800, 112)), (0x86DD, 112)
_VRRP = ("ip protocol { 51, 112 }", "ip6 nexthdr 112")
"""VRRP, and version 2 inside an authentication header (RFC 3768, keepalived `auth_type AH`)."""


def ruleset(
    losses: Iterable[Loss], ports: Mapping[str, Sequence[str]], held: Sequence[str] = ()
) -> str:
    """What `nft -f -` reads to have exactly these losses; `ports` are those of each host.

    Frames from one of the `held` ports to another go another way, and are always lost here. One
    transaction: at no moment are fewer or more frames lost than before or after.
    """
    lines = [rule for loss in losses for rule in _rules(loss, ports)]
    lines += [f"iifname {_set(held)} oifname {_set(held)} drop"] if held else []
    rules = "".join(f"    {rule}\n" for rule in lines)
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


def is_lost(losses: Iterable[Loss], sender: str, receiver: str, frame: bytes) -> bool:
    """Whether one of the losses takes this frame, on its way from one node to another."""
    return any(
        loss.sender in (ANY, sender)
        and loss.receiver in (ANY, receiver)
        and (not loss.vrrp_only or _is_vrrp(frame))
        and _chance() < loss.percent
        for loss in losses
    )


def _chance() -> int:
    """From 0 to 99."""
    return int.from_bytes(os.urandom(4), "big") % 100


def _is_vrrp(frame: bytes) -> bool:
    kind, next_header, protocol = struct.unpack_from("!12xH6xB2xB", frame.ljust(24, b"\0"))
    return (kind, protocol) in _VRRP_IPV4 or (kind, next_header) == _VRRP_IPV6


def _rules(loss: Loss, ports: Mapping[str, Sequence[str]]) -> Iterator[str]:
    ends = (("iifname", loss.sender), ("oifname", loss.receiver))
    way = [f"{end} {_set(ports[host])}" for end, host in ends if host != ANY]
    chance = "" if loss.percent >= 100 else f"numgen random mod 100 < {loss.percent}"
    for frames in _VRRP if loss.vrrp_only else ("",):
        yield " ".join(word for word in (*way, frames, chance, "drop") if word)


def _set(names: Sequence[str]) -> str:
    return "{ " + ", ".join(f'"{name}"' for name in names) + " }"
