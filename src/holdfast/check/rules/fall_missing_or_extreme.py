# SPDX-License-Identifier: Apache-2.0
"""A check that fails at the first slow moment, or that keeps a mended node out for long."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix, offer
from holdfast.check.small_edits import word_changed
from holdfast.check.used_commands import sees_death, tracked_checks
from holdfast.methods.keepalived_lines import at_head
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site

LATEST_BACK = 60.0
"""Seconds until a node that is well again counts."""


def check(site: Site) -> Iterator[Finding]:
    """Each tracked check: a `fall` of 1 is a note, back too late a warning."""
    for node in site.nodes:
        for _, _, script in tracked_checks(node):
            if script is not None and sees_death(node, script):
                yield from _of(node, script)


def _of(node: Node, script: VrrpScript) -> Iterator[Finding]:
    up = script.interval * script.rise
    if up > LATEST_BACK:
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
            fix=_fix(node, script),
            severity="info",
        )


def _fix(node: Node, script: VrrpScript) -> Fix | None:
    stated = script.settings.get("fall")
    if stated is not None:
        return word_changed(node, stated, "1", "2", "unsafe")
    change = at_head(node, script.place, ("fall 2",))
    return offer("unsafe", change)
