# SPDX-License-Identifier: Apache-2.0
"""An instance's fate hangs on a ping of something that all nodes share."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.model.priority import weight
from holdfast.model.program import program
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node, Site

PINGS = frozenset(("arping", "fping", "ping", "ping6"))
_SAYING = frozenset(("echo", "exit", "logger", "sleep", "true"))


def check(site: Site) -> Iterator[Finding]:
    """A tracked check without a weight that surely does nothing but ping; once a node."""
    for node in site.nodes:
        said = set()
        config = node.keepalived
        for instance in config.instances:
            for tracker in config.trackers(instance):
                script = config.script(tracker.name) if tracker.kind == "script" else None
                if script is None or script.name in said or weight(config, tracker) != 0:
                    continue
                if _only_pings(node, script) and script.command is not None:
                    said.add(script.name)
                    yield Finding(
                        f"when what {script.name} pings is away, the check fails on every node at "
                        "once, all go to FAULT and nobody owns the VIP, though HAProxy could still "
                        "serve; give the entry a weight, so that the best node keeps the VIP",
                        script.command.place,
                        also=(Also(tracker.place, f"{instance.name} goes to FAULT with it"),),
                    )


def _only_pings(node: Node, script: VrrpScript) -> bool:
    if script.command is None:
        return False
    reading = program(node, script.command)
    names = {run.name for run in reading.runs}
    return reading.whole and bool(names & PINGS) and names <= PINGS | _SAYING
