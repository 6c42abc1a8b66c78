# SPDX-License-Identifier: Apache-2.0
"""The faults of a trace, done to a lab."""

from collections.abc import Callable

from holdfast.drill.stage.stage import HAPROXY, KEEPALIVED
from holdfast.lab.errors import LabError
from holdfast.lab.lab import Lab
from holdfast.model.site import Site
from holdfast.prove.trace import Act

NFT = "/usr/sbin/nft"


class CannotPlay(Exception):
    """Nothing in a lab does this: why, in one line."""


class Blows:
    """A lab, and what is cut in it: a node that boots finds its links as they were."""

    def __init__(self, lab: Lab, site: Site) -> None:
        self._lab = lab
        self._site = site
        self._lost: dict[tuple[str, str], tuple[str, ...]] = {}
        self._off: set[str] = set()
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
        self._lose(first, second, undo=act.undo)
        self._lose(second, first, undo=act.undo)

    def _one_way(self, act: Act) -> None:
        first, second = (act.link or "").split(">")
        self._lose(first, second, undo=act.undo)

    def _power(self, act: Act) -> None:
        node = act.node or ""
        if not act.undo:
            self._lab.power_off(node)
            self._off.add(node)
            return
        self._lab.boot(node)
        self._off.discard(node)
        for (sender, receiver), addresses in self._lost.items():
            if receiver == node:
                self._drop(sender, receiver, addresses)

    def _kill_keepalived(self, act: Act) -> None:
        node = act.node or ""
        if act.undo:
            self._lab.systemctl(node, "reset-failed", KEEPALIVED)
            self._lab.systemctl(node, "start", KEEPALIVED)
            return
        self._lab.kill(node, KEEPALIVED, "SIGSTOP")  # or a child still tidies up after its parent
        self._lab.kill(node, KEEPALIVED, "SIGKILL")

    def _lose(self, sender: str, receiver: str, *, undo: bool) -> None:
        """The receiver drops all that comes from the sender's own addresses, or no longer."""
        if undo:
            self._lost.pop((sender, receiver), None)
            if receiver not in self._off:
                self._nft(receiver, f"delete table inet {self._table(sender)}")
            return
        vips = {str(vip.address) for _, instance in self._site.instances for vip in instance.vips}
        own = {address.partition("/")[0] for _, address in self._lab.addresses(sender)}
        addresses = tuple(sorted(own - vips - {"127.0.0.1", "::1"}))
        self._lost[sender, receiver] = addresses
        self._drop(sender, receiver, addresses)

    def _drop(self, sender: str, receiver: str, addresses: tuple[str, ...]) -> None:
        table = self._table(sender)
        rules = "".join(
            f" {'ip6' if ':' in address else 'ip'} saddr {address} drop;" for address in addresses
        )
        hook = "type filter hook input priority -300;"
        self._nft(receiver, f"add table inet {table} {{ chain in {{ {hook}{rules} }}; }}")

    def _table(self, sender: str) -> str:
        return f"from_{[node.name for node in self._site.nodes].index(sender)}"

    def _nft(self, node: str, words: str) -> None:
        ran = self._lab.run(node, NFT, words)
        if ran.status:
            raise LabError(f"nft on {node}: {ran.output.strip()}")

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
