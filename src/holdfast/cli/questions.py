# SPDX-License-Identifier: Apache-2.0
"""The questions of `holdfast init`, for all that its options do not say."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import click

from holdfast.cli.answers import INTERFACE, NODE, PORT, SERVER, TIME, VIP
from holdfast.cli.failure import Failure, Interrupted
from holdfast.model.wanted import Vip, Wanted

METHODS = ("transparent", "nonlocal-bind", "dummy", "wildcard")
"""Those that keep HAProxy running on every node: notify-start alone leaves the backup cold."""

_LISTS: tuple[tuple[str, str, click.ParamType[Any], int, str | None], ...] = (
    ("node", "A node, NAME=ADDRESS, the preferred one first", NODE, 2, None),
    ("vip", "A VIP, ADDRESS/PREFIX", VIP, 1, None),
    ("port", "A port of the VIPs", PORT, 1, "80"),
    ("server", "A server behind them, [NAME=]ADDRESS:PORT", SERVER, 1, None),
)
"""Each may be given several times: how often at the least, and the usual answer."""

_ONES: tuple[tuple[str, str, click.ParamType[Any], str | None], ...] = (
    ("interface", "The interface of the VIPs", INTERFACE, None),
    ("mode", "What HAProxy speaks", click.Choice(["http", "tcp"]), "http"),
    ("method", "How HAProxy runs on every node", click.Choice(METHODS), "transparent"),
    ("fail_over", "How long a fail-over may take", TIME, "1s"),
)
_YES_OR_NO = (
    ("relay", "Shall connections survive a move of a VIP (`holdfast explain relay`)", False),
    ("returns", "Shall VIPs go back to a preferred node that is well again", True),
)


def ask(given: Mapping[str, Any]) -> tuple[Wanted, tuple[str, ...]]:
    """What is wanted, and the methods that make it hold; `given` is by the options' names.

    Raises Failure for what cannot be.
    """
    try:
        answers = dict(_answers(given, quiet=given["yes"]))
    except click.Abort:
        raise Interrupted("not all was answered: nothing was written") from None
    names = (answers.pop("method"), "timers", *(("relay",) if answers.pop("relay") else ()))
    vrid = given["virtual_router_id"] or _last_byte(answers["vips"])
    wanted = Wanted(**answers, virtual_router_id=vrid)
    refused = next(_refusals(wanted), None)
    if refused is not None:
        raise Failure(refused)
    return wanted, names


def _answers(given: Mapping[str, Any], *, quiet: bool) -> Iterator[tuple[str, Any]]:
    for name, what, kind, least, usual in _LISTS:
        if given[f"{name}s"]:
            yield f"{name}s", given[f"{name}s"]
        elif not quiet:
            yield f"{name}s", tuple(_several(what, kind, least, usual))
        elif usual is None:
            raise Failure(f"--yes asks nothing, and there is no --{name}: give it")
        else:
            yield f"{name}s", (kind.convert(usual, None, None),)
    for name, what, kind, default in _ONES:
        if given[name] is not None:
            yield name, given[name]
        elif quiet and default is None:
            raise Failure(f"--yes asks nothing, and there is no --{name}: give it")
        else:
            yield name, default if quiet else click.prompt(what, type=kind, default=default)
    for name, what, habit in _YES_OR_NO:
        if given[name] is not None:
            yield name, given[name]
        else:
            yield name, habit if quiet else click.confirm(what, default=habit)


def _several(what: str, kind: click.ParamType[Any], least: int, usual: str | None) -> Iterator[Any]:
    """Answers until one is empty."""
    for number in range(1000):
        enough = number >= least
        answer = click.prompt(
            f"{what} (Enter: no more)" if enough else what,
            default="" if enough else usual,
            show_default=not enough,
            value_proc=lambda text: kind.convert(text, None, None) if text else None,
        )
        if answer is None:
            return
        yield answer


def _last_byte(vips: Sequence[Vip]) -> int:
    """A virtual_router_id that tells two pairs of one network apart, as far as that goes."""
    return vips[0].ip.packed[-1] or 1


def _refusals(wanted: Wanted) -> Iterator[str]:
    """What the answers contradict each other in, and what to do."""
    if len(wanted.nodes) < 2:
        yield "one node has nowhere to move a VIP to: give --node twice or more"
    for what, names in (
        ("two nodes are", [node.name for node in wanted.nodes]),
        ("two servers are", [server.name for server in wanted.servers]),
        ("two VIPs are", [str(vip.ip) for vip in wanted.vips]),
        ("two ports are", [str(port) for port in wanted.ports]),
        ("two hosts are", [str(own) for node in wanted.nodes for own in node.addresses]),
    ):
        twice = [name for name, number in Counter(names).items() if number > 1]
        if twice:
            yield f"{what} {twice[0]}: each is given once"
    for name, family in wanted.missing_addresses():
        word = {"ipv4": "IPv4", "ipv6": "IPv6"}[family]
        yield f"{name} has no {word} address, and a VIP has: --node {name}=ADDRESS,ADDRESS"
    own = {address for node in wanted.nodes for address in node.addresses}
    for vip in wanted.vips:
        if vip.ip in own:
            yield f"{vip.ip} is a VIP and a node's own address: a VIP belongs to no node"
