# SPDX-License-Identifier: Apache-2.0
"""The faults of a trace, done to a lab."""

from collections.abc import Callable

from holdfast.drill.fault import CannotPlay
from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.errors import LabError
from holdfast.lab.lab import Lab
from holdfast.lab.loss import Loss
from holdfast.model.site import Site
from holdfast.prove.trace import Act

PARTING = frozenset(("partition", "partition-one-way"))
"""The faults for which the lab's switch loses frames."""


class Blows:
    """A lab, and what its switch loses: a node that boots finds its links as they were."""

    def __init__(self, lab: Lab, site: Site) -> None:
        self._lab = lab
        self._site = site
        self._lost: set[Loss] = set()
        self._blows: dict[str, Callable[[Act], None]] = {
            "boot": self._boot,
            "node-power": self._power,
            "haproxy-gone": self._gone,
            "haproxy-hung": self._hung,
            "haproxy-crash": self._crash,
            "restart-on-backup": self._restart,
            "keepalived-stop": self._stop_keepalived,
            "keepalived-killed": self._kill_keepalived,
            "interface-down": self._interface,
            "partition": self._partition,
            "partition-one-way": self._one_way,
            "check-changes": self._change,
        }

    def strike(self, act: Act) -> None:
        """Do it. Raises CannotPlay, and LabError where the lab is lost."""
        blow = self._blows.get(act.fault or "")
        if blow is None:
            raise CannotPlay(f"there is no fault {act.fault}")
        blow(act)

    def _boot(self, _act: Act) -> None:
        self._lab.boot()

    def _gone(self, act: Act) -> None:
        (self._lab.release if act.undo else self._lab.hold)(act.node or "", HAPROXY)

    def _hung(self, act: Act) -> None:
        self._lab.kill(act.node or "", HAPROXY, "SIGCONT" if act.undo else "SIGSTOP")

    def _crash(self, act: Act) -> None:
        self._lab.kill(act.node or "", HAPROXY, "SIGKILL")

    def _restart(self, act: Act) -> None:
        self._lab.systemctl(act.node or "", "restart", "--no-block", HAPROXY)

    def _stop_keepalived(self, act: Act) -> None:
        self._lab.systemctl(act.node or "", "start" if act.undo else "stop", KEEPALIVED)

    def _interface(self, act: Act) -> None:
        self._lab.set_link(act.node or "", act.link or "", "up" if act.undo else "down")

    def _partition(self, act: Act) -> None:
        first, second = (act.link or "").split(",")
        self._lose({Loss(first, second), Loss(second, first)}, undo=act.undo)

    def _one_way(self, act: Act) -> None:
        sender, receiver = (act.link or "").split(">")
        self._lose({Loss(sender, receiver)}, undo=act.undo)

    def _power(self, act: Act) -> None:
        if act.undo:
            self._lab.boot(act.node or "")
        else:
            self._lab.power_off(act.node or "")

    def _kill_keepalived(self, act: Act) -> None:
        node = act.node or ""
        if act.undo:
            self._lab.systemctl(node, "reset-failed", KEEPALIVED)
            self._lab.systemctl(node, "start", KEEPALIVED)
            return
        self._lab.kill(node, KEEPALIVED, "SIGSTOP")  # or a child still tidies up after its parent
        self._lab.kill(node, KEEPALIVED, "SIGKILL")

    def _lose(self, lost: set[Loss], *, undo: bool) -> None:
        self._lost = self._lost - lost if undo else self._lost | lost
        self._lab.lose(*self._lost)

    def _change(self, act: Act) -> None:
        """A tracked file is written; a check that only looks for a file gets it, or loses it."""
        name, check, well = act.node or "", act.link or "", act.undo
        node = next(node for node in self._site.nodes if node.name == name)
        tracked = node.keepalived.track_object("file", check)
        script = node.keepalived.script(check)
        argv = script.command.argv if script is not None and script.command is not None else ()
        if tracked is not None:
            self._shell(name, f"echo {0 if well else 1} > {tracked.path}")
        elif argv[1:3] == ("!", "-e") and argv[0].endswith("/test"):
            self._shell(name, f"rm -f {argv[3]}" if well else f"touch {argv[3]}")
        else:
            raise CannotPlay(f"{check} on {name} cannot be made to fail or to succeed")

    def _shell(self, node: str, text: str) -> None:
        ran = self._lab.run(node, "/bin/sh", "-c", text)
        if ran.status:
            raise LabError(f"{text} on {node}: {ran.output.strip()}")
