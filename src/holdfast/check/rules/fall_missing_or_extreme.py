# SPDX-License-Identifier: Apache-2.0
"""A check that fails once too easily, or too late."""

from collections.abc import Iterator

from holdfast.check.boot_order import LATEST
from holdfast.check.finding import Finding
from holdfast.check.untracked import may_watch
from holdfast.check.used_commands import tracked
from holdfast.model.script import VrrpScript
from holdfast.model.site import Site

LATEST_BACK = 60.0
"""Seconds until a node that is well again counts."""


def check(site: Site) -> Iterator[Finding]:
    """Each tracked check, by the seconds it needs. Once is a note, too late a warning."""
    for node in site.nodes:
        names = tracked(node)
        for script in node.keepalived.scripts:
            known = script.name in names and script.command is not None
            if known and may_watch(node, script):
                yield from _of(script)


def _of(script: VrrpScript) -> Iterator[Finding]:
    down, up = script.interval * script.fall, script.interval * script.rise
    if down > LATEST:
        yield Finding(
            f"{script.name} fails up to {down:g} s after what it watches ({script.fall} runs, one "
            f"every {script.interval:g} s), and all that time the VIP stays with a dead HAProxy; "
            "take an interval of 1 or 2 and a fall of 2 or 3",
            script.place,
        )
    elif up > LATEST_BACK:
        yield Finding(
            f"{script.name} succeeds {up:g} s after HAProxy is back ({script.rise} runs, one every "
            f"{script.interval:g} s), and all that time this node cannot take over; lower the rise",
            script.place,
        )
    elif script.fall == 1:
        yield Finding(
            f"one failed run of {script.name} moves the VIP, and with it every connection: a slow "
            "moment is enough; write `fall 2`",
            script.place,
            severity="info",
        )
