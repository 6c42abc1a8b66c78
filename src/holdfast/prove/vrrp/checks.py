# SPDX-License-Identifier: Apache-2.0
"""What a node's instances track: scripts, processes, files, BFD sessions, with what they answer."""

from collections.abc import Iterator

from holdfast.model.place import Place
from holdfast.model.priority import share, weight
from holdfast.model.proof import OPAQUE, PROCESS, Answer, Proof, proof
from holdfast.model.script import VrrpScript
from holdfast.model.site import Node
from holdfast.model.timing import AT_ONCE, Bounds, detection
from holdfast.model.users import users
from holdfast.model.vrrp import Tracker, TrackObject
from holdfast.prove.vrrp.allowances import CHECK_RUN_MS, KEEPALIVED_START_MS, PROMPT_MS
from holdfast.prove.vrrp.files import file_says, file_shares
from holdfast.prove.vrrp.parameters import Check, Reason, Track

PROMPT = Bounds(0.0, PROMPT_MS)
STARTED = Bounds(0.0, KEEPALIVED_START_MS)
FILE_FAULT = -254
"""A tracked file that adds this or less is a FAULT (process_update_vrrp_track_file_status)."""

USUAL_USER = "keepalived_script"


class Checks:
    """The checks of a node in the order in which its instances name them, and those dropped."""

    def __init__(self, node: Node) -> None:
        self._node = node
        self.found: dict[tuple[str, str], Check] = {}
        self.dropped: dict[tuple[str, str], Reason] = {}

    def track(self, tracker: Tracker, interfaces: list[str]) -> Track | None:
        """The entry of a tracker; None where keepalived drops what it names."""
        config = self._node.keepalived
        own = weight(config, tracker)
        shares = self._shares(own, tracker)
        if tracker.kind == "interface":
            if tracker.name not in interfaces:
                interfaces.append(tracker.name)
            number = interfaces.index(tracker.name)
            return Track("interface", number, own, tracker.reverse, shares, tracker.place)
        key = (tracker.kind, tracker.name)
        if key not in self.found and key not in self.dropped:
            self._read(tracker)
        if key in self.dropped:
            return None
        number = list(self.found).index(key)
        if tracker.kind == "file" and shares[True] <= FILE_FAULT:
            return Track("check", number, 0, False, (0, 0), tracker.place)
        return Track("check", number, own, tracker.reverse, shares, tracker.place)

    def _read(self, tracker: Tracker) -> None:
        key = (tracker.kind, tracker.name)
        config = self._node.keepalived
        if tracker.kind == "script":
            script = config.script(tracker.name)
            if script is None or script.command is None:
                self.dropped[key] = Reason(
                    f"keepalived drops the check {tracker.name}: no script",
                    (tracker.place,),
                    "define the vrrp_script above, with a script line",
                    "track-script-undefined",
                )
                return
            lost = _without_user(self._node, script)
            if lost is not None:
                self.dropped[key] = lost
                return
            self.found[key] = _script(self._node, script)
            return
        self.found[key] = _prompt(self._node, tracker)

    def _shares(self, own: int, tracker: Tracker) -> tuple[int, int]:
        if tracker.kind == "file":
            tracked = self._node.keepalived.track_object("file", tracker.name)
            factor = file_says(self._node, tracked).factor
            return file_shares(own, factor, reverse=tracker.reverse)
        return share(own, tracker, failing=False), share(own, tracker, failing=True)


def _script(node: Node, script: VrrpScript) -> Check:
    assert script.command is not None
    proves = proof(node, script.command)
    every = script.interval * 1000
    longest = (script.timeout or script.interval) * 1000
    run = Bounds(0.0, min(CHECK_RUN_MS, longest))
    hangs = Bounds(0.0, longest) if proves.hung == "fails" else run
    return Check(
        kind="script",
        name=script.name,
        running=proves.running,
        dead=proves.dead,
        hung=proves.hung,
        fall=detection(every, script.fall, run),
        hangs=detection(every, script.fall, hangs),
        rise=detection(every, script.rise, run),
        first=STARTED.plus(hangs),
        boot=proves.dead,
        reset=False,
        prompt=False,
        place=script.command.place,
        proves=Reason(f"{script.name} {proves.says}", (script.command.place,)),
    )


def _prompt(node: Node, tracker: Tracker) -> Check:
    tracked = node.keepalived.track_object(tracker.kind, tracker.name)
    place = tracked.place if tracked is not None else tracker.place
    proves, boot = _object(node, tracker, tracked)
    kind = tracker.kind
    assert kind in ("process", "file", "bfd")
    return Check(
        kind=kind,
        name=tracker.name,
        running=proves.running,
        dead=proves.dead,
        hung=proves.hung,
        fall=PROMPT,
        hangs=PROMPT,
        rise=PROMPT,
        first=AT_ONCE,
        boot=boot,
        reset=tracked is not None and tracked.overwrites,
        prompt=True,
        place=place,
        proves=Reason(f"{tracker.name} {proves.says}", (place,)),
    )


def _object(node: Node, tracker: Tracker, tracked: TrackObject | None) -> tuple[Proof, Answer]:
    """What it proves, and what it says at boot. A process called haproxy is HAProxy."""
    if tracker.kind == "file":
        says = file_says(node, tracked)
        return says.proof, says.boot
    if tracked is not None and tracker.kind == "process" and "haproxy" in tracked.path:
        return PROCESS, PROCESS.dead
    proves = OPAQUE._replace(says=f"is a {tracker.kind} that the files do not explain")
    return proves, proves.dead


def _without_user(node: Node, script: VrrpScript) -> Reason | None:
    """Why keepalived removes a script whose user is missing (vrrp_vscript_end_handler)."""
    stated = node.keepalived.globals
    usual = stated.script_user or (USUAL_USER if stated.enable_script_security else None)
    user = (script.command.user if script.command is not None else None) or usual
    known = users(node)
    if user is None or known is None or user in known:
        return None
    places: Iterator[Place | None] = iter((script.place, stated.place))
    return Reason(
        f"keepalived drops the check {script.name}: it would run as {user}, a user that "
        f"{node.name} does not have",
        tuple(place for place in places if place is not None),
        f"add the user {user}, or name another one with script_user",
        "script-user-missing",
    )
