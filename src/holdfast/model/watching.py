# SPDX-License-Identifier: Apache-2.0
"""Whether a tracker watches HAProxy, as far as the files tell."""

from typing import Literal, assert_never

from holdfast.model.health_check import asks_haproxy
from holdfast.model.program import Program, Run, program
from holdfast.model.shell import NETWORK
from holdfast.model.site import Node
from holdfast.model.unit import NAMES_OF_HAPROXY
from holdfast.model.vrrp import Tracker

Watch = Literal["yes", "no", "perhaps"]

_TELL_NOTHING = (
    ": arping date echo exit export false fping ip logger ping ping6 printf return set sleep "
    "true unset"
)
"""Programs that tell nothing about HAProxy, whatever their arguments."""

_STARTING = frozenset(("start", "restart", "reload-or-restart", "force-reload"))


def watches_haproxy(node: Node, tracker: Tracker) -> Watch:
    """`perhaps` for what the files do not show, such as who writes a tracked file."""
    match tracker.kind:
        case "interface" | "bfd":
            return "no"
        case "process":
            tracked = node.keepalived.track_object("process", tracker.name)
            return "perhaps" if tracked is None else _named(tracked.path)
        case "file":
            return "perhaps"
        case "script":
            script = node.keepalived.script(tracker.name)
            if script is None or script.command is None:
                return "perhaps"
            if asks_haproxy(node, script.command):
                return "yes"
            return _script_watches(program(node, script.command))
    assert_never(tracker.kind)


def starts_haproxy(run: Run) -> bool:
    """Whether a program, when it runs, starts HAProxy: by systemd, its init script, or itself."""
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    match run.name:
        case "systemctl":
            return _named_haproxy(arguments[1:]) and _starts(arguments[0])
        case "service" | "rc-service" | "invoke-rc.d":
            return arguments[:1] == ["haproxy"] and any(map(_starts, arguments[1:]))
        case "haproxy":
            init = run.words[0].startswith(("/etc/init.d/", "/etc/rc.d/"))
            return any(map(_starts, arguments)) if init else "-f" in run.words
    return False


def stops_haproxy(run: Run) -> bool:
    """Whether a program, when it runs, stops HAProxy and leaves it so."""
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    match run.name:
        case "systemctl":
            return arguments[:1] in (["stop"], ["kill"]) and any(
                w in NAMES_OF_HAPROXY for w in arguments[1:]
            )
        case "service" | "rc-service" | "invoke-rc.d":
            return arguments[:2] == ["haproxy", "stop"]
        case "killall" | "pkill":
            quiet = {"-0", "-HUP", "-USR1", "-USR2", "-s"} & set(run.words)
            return "haproxy" in arguments and not quiet
    return False


def restarts_haproxy(run: Run) -> bool:
    """Whether a program, when it runs, ends a running HAProxy and starts it anew."""
    arguments = [word for word in run.words[1:] if word[:1] != "-"]
    match run.name:
        case "systemctl":
            return arguments[:1] == ["restart"] and any(
                w in NAMES_OF_HAPROXY for w in arguments[1:]
            )
        case "service" | "rc-service" | "invoke-rc.d":
            return arguments[:2] == ["haproxy", "restart"]
    return False


def _named_haproxy(words: list[str]) -> bool:
    return any(word in NAMES_OF_HAPROXY for word in words)


def _script_watches(reading: Program) -> Watch:
    if any("haproxy" in word for run in reading.runs for word in run.words):
        return "yes"
    connects = any(written.path.startswith(NETWORK) for written in reading.writes)
    quiet = all(run.name in _TELL_NOTHING.split() for run in reading.runs)
    known = reading.whole and quiet and not connects
    return "no" if known else "perhaps"


def _starts(word: str) -> bool:
    return word in _STARTING


def _named(process: str) -> Watch:
    return "yes" if "haproxy" in process else "no"
