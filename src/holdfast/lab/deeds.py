# SPDX-License-Identifier: Apache-2.0
"""Does an act of `model.steps` in a lab."""

import base64
from collections.abc import Iterator
from typing import assert_never

from holdfast.lab.deadlines import RELOADED_MS
from holdfast.lab.errors import DeadlinePassed
from holdfast.lab.events import LogLine
from holdfast.lab.lab import CommandResult, Lab, now_ms
from holdfast.lab.node.sysctls import key_path
from holdfast.model import steps
from holdfast.model.unit import KEEPALIVED

_WORD = 64 << 10
"""Bytes of one word of a command: the kernel takes up to twice as many (MAX_ARG_STRLEN)."""

_WRITE = """\
path=$1; shift
cp -p "$path" "$path.new" && printf %s "$@" | base64 -d >"$path.new" && mv "$path.new" "$path"
"""
"""At once for whoever reads it; the copy brings owner and mode along."""

_CREATE = """\
path=$1 mode=$2; shift 2
if [ -e "$path" ]; then
    printf %s "$@" | base64 -d | cmp -s - "$path" && exit
    echo "it is there with other contents"; exit 1
fi
mkdir -p "${path%/*}" && (umask 077 && printf %s "$@" | base64 -d >"$path.new") &&
chmod "$mode" "$path.new" && mv "$path.new" "$path"
"""

_ADD_LINK = """\
[ -e "/proc/sys/net/ipv4/conf/$1" ] || ip link add "$1" type "$2" || exit
ip link set "$1" up
"""
_REMOVE_LINK = '[ ! -e "/proc/sys/net/ipv4/conf/$1" ] || ip link del "$1"'
_REMOVE_ADDRESS = """\
ip -o address show dev "$1" | grep -qwF "$2" || exit 0
ip address del "$2" dev "$1"
"""
_NO_UNIT_FILES = "the lab reads a node's unit files once, when it boots"


def failed(lab: Lab, act: steps.Act) -> str | None:
    """Do it: why that fails, in one line; None where it is done."""
    match act:
        case steps.WriteFile(node, path, data):
            ran = _shell(lab, node, _WRITE, path, *_words(data))
            what = f"{path} cannot be written on {node}"
        case steps.CreateFile(node, path, data, mode):
            ran = _shell(lab, node, _CREATE, path, f"{mode:o}", *_words(data))
            what = f"{path} cannot be made on {node}"
        case steps.RemoveFile(node, path):
            ran = lab.run(node, "rm", "-f", "--", path)
            what = f"{path} cannot be removed on {node}"
        case steps.UnitJob():
            return _job_failed(lab, act)
        case steps.DaemonReload(node):
            return f"systemctl daemon-reload on {node}: {_NO_UNIT_FILES}"
        case steps.SetKernel(node, name, value):
            ran = _shell(lab, node, 'printf %s "$2" >"/proc/sys/$1"', key_path(name), value)
            what = f"{name} cannot be set to {value} on {node}"
        case steps.AddLink() | steps.RemoveLink() | steps.AddAddress() | steps.RemoveAddress():
            ran = _of_links(lab, act)
            what = f"the addresses of {act.interface} on {act.node} cannot be changed"
        case _:
            assert_never(act)
    return _why(what, ran)


def _job_failed(lab: Lab, job: steps.UnitJob) -> str | None:
    node, verb, unit = job.node, job.verb, job.unit
    what = f"systemctl {verb} {unit} fails on {node}"
    if verb in ("enable", "disable"):
        return f"{what}: {_NO_UNIT_FILES}"
    if verb in steps.STARTING:
        lab.systemctl(node, "reset-failed", unit)
    since = now_ms()
    why = _why(what, lab.systemctl(node, verb, unit))
    if why is None and verb == "reload" and unit == KEEPALIVED:
        return _not_read(lab, node, since)
    return why


def _not_read(lab: Lab, node: str, since_ms: float) -> str | None:
    """keepalived's own unit is reloaded once the signal is sent: its files are read later."""

    def read() -> bool:
        said = (event for event in lab.events(since_ms) if isinstance(event, LogLine))
        return any(line.node == node and "Reload complete" in line.text for line in said)

    try:
        lab.eventually(read, within=RELOADED_MS, what="keepalived reloads")
    except DeadlinePassed:
        return f"keepalived on {node} was told to reload and has not"
    return None


def _of_links(
    lab: Lab, act: steps.AddLink | steps.RemoveLink | steps.AddAddress | steps.RemoveAddress
) -> CommandResult:  # fmt: skip
    match act:
        case steps.AddLink(node, interface, kind):
            return _shell(lab, node, _ADD_LINK, interface, kind)
        case steps.RemoveLink(node, interface):
            return _shell(lab, node, _REMOVE_LINK, interface)
        case steps.AddAddress(node, interface, address, prefix):
            quiet = ("preferred_lft", "0", "nodad") if address.version == 6 else ()
            own = f"{address}/{prefix}"
            return lab.run(node, "ip", "address", "replace", own, "dev", interface, *quiet)
        case steps.RemoveAddress(node, interface, address, prefix):
            return _shell(lab, node, _REMOVE_ADDRESS, interface, f"{address}/{prefix}")
    assert_never(act)


def _shell(lab: Lab, node: str, text: str, *words: str) -> CommandResult:
    """The words are the positional parameters of the text: nothing of them is read as shell."""
    return lab.run(node, "sh", "-c", text, "sh", *words)


def _words(data: bytes) -> Iterator[str]:
    text = base64.b64encode(data).decode()
    for start in range(0, len(text), _WORD):
        yield text[start : start + _WORD]


def _why(what: str, ran: CommandResult) -> str | None:
    return f"{what}: {' '.join(ran.output.split())}" if ran.status else None
