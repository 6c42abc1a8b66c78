# SPDX-License-Identifier: Apache-2.0
"""No check of an instance sees more of HAProxy than that its process, or its socket, is there."""

from collections.abc import Iterator

from holdfast.check.finding import Also, Finding
from holdfast.check.untracked import acting
from holdfast.model.place import Place
from holdfast.model.program import program
from holdfast.model.proof import BY_NAME, PROCESS, Proof, proof
from holdfast.model.site import Node, Site
from holdfast.model.vrrp import Tracker

_ANOTHER = ", and any other process of that name (a container's, a zombie) satisfies it"
_STALE = ", and any process that got the number in a stale pid file satisfies it"


def check(site: Site) -> Iterator[Finding]:
    """Each such check once a node, where no other check of the same instance asks for an answer."""
    for node in site.nodes:
        said: set[str] = set()
        for instance in node.keepalived.instances:
            proofs = [(t, _proof(node, t)) for t in acting(node, instance)]
            known = [(tracker, found) for tracker, found in proofs if found is not None]
            if any(found.hung != "succeeds" for _, found in known):
                continue
            for tracker, found in known:
                if found.dead == "fails" and tracker.name not in said:
                    said.add(tracker.name)
                    yield _finding(node, tracker, found)


def _proof(node: Node, tracker: Tracker) -> Proof | None:
    """What a tracker proves; None for one that has nothing to do with HAProxy."""
    config = node.keepalived
    if tracker.kind == "process":
        tracked = config.track_object("process", tracker.name)
        return PROCESS if tracked is not None and "haproxy" in tracked.path else None
    script = config.script(tracker.name) if tracker.kind == "script" else None
    return proof(node, script.command) if script is not None and script.command else None


def _finding(node: Node, tracker: Tracker, found: Proof) -> Finding:
    place, other = _where(node, tracker)
    return Finding(
        f"{tracker.name} {found.says}: while HAProxy hangs, the VIP stays here and nobody is "
        f"answered{other}; ask it for an answer, as in `curl -sf --max-time 1 "
        "http://127.0.0.1:8404/health`",
        place,
        also=(Also(tracker.place, "tracked here"),),
    )


def _where(node: Node, tracker: Tracker) -> tuple[Place, str]:
    """The place of what it runs, and what else satisfies it."""
    config = node.keepalived
    script = config.script(tracker.name) if tracker.kind == "script" else None
    if script is None or script.command is None:
        tracked = config.track_object(tracker.kind, tracker.name)
        return (tracked.place if tracked else tracker.place), _ANOTHER
    runs = program(node, script.command).runs
    if any(run.name in BY_NAME for run in runs):
        return script.command.place, _ANOTHER
    if any(run.name == "kill" for run in runs):
        return script.command.place, _STALE
    return script.command.place, ""
