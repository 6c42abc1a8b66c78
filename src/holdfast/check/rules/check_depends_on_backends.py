# SPDX-License-Identifier: Apache-2.0
"""A check asks HAProxy for a page that only a backend server can give."""

from collections.abc import Iterator

from holdfast.check.any_answer import takes_any_answer
from holdfast.check.asked import Asked, asked
from holdfast.check.finding import Also, Finding
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.load.answers import answers
from holdfast.model.place import Place
from holdfast.model.program import Run, program
from holdfast.model.proxy import Proxy
from holdfast.model.site import Node, Site


def check(site: Site) -> Iterator[Finding]:
    """A tracked check that fails for an error page, of a path that HAProxy surely hands on."""
    for node in site.nodes:
        for used in tracked_checks(node):
            for run in program(node, used.command).runs:
                yield from _of(node, used, run)


def _of(node: Node, used: Used, run: Run) -> Iterator[Finding]:
    target = asked(run)
    if target is None or target.path is None or not run.deciding:
        return
    for proxy in node.haproxy.proxies:
        if _listens(proxy, target) and not (proxy.mode == "http" and takes_any_answer(run)):
            found = answers(node, proxy)
            page = target.path.partition("?")[0]
            if found.handed_on is not None and not found.itself and found.monitor_uri != page:
                yield _finding(used, run, proxy, found.handed_on)


def _listens(proxy: Proxy, target: Asked) -> bool:
    return any(
        b.ports[0] <= target.port <= b.ports[1] and b.hears(target.address) for b in proxy.binds
    )


def _finding(used: Used, run: Run, proxy: Proxy, handed_on: Place) -> Finding:
    return Finding(
        f"{used.what} asks {proxy.kind} {proxy.name} for a page of its servers: when they are down "
        "it fails on every node alike, so the VIP moves in vain or leaves them all; give HAProxy a "
        "page of its own with `monitor-uri /health`, and ask for that",
        run.place,
        also=(
            Also(handed_on, "hands the request on"),
            *used.also(run.place),
        ),
    )
