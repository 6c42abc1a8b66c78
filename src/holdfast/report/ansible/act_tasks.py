# SPDX-License-Identifier: Apache-2.0
"""Acts of a plan as tasks of ansible.builtin, with a module for each where there is one.

`sysctl` is not among those, and there is none for links and addresses: commands do these.
"""

from collections.abc import Iterator, Mapping
from posixpath import dirname
from typing import Any, assert_never

from holdfast.model import steps
from holdfast.model.unit import KEEPALIVED
from holdfast.report.act_text import act_text

Task = dict[str, Any]


class Template(str):
    """Text in which Ansible is to fill something in; in all other text it is not."""

    __slots__ = ()


FILES = "files"
"""The folder beside the playbook that has the contents of files."""

Sources = Mapping[tuple[str, str, bytes], str]
"""Where contents are, seen from the playbook, by node, path and the contents themselves."""

_STATES = {
    "start": "started",
    "stop": "stopped",
    "restart": "restarted",
    "reload": "reloaded",
    "reload-or-restart": "reloaded",  # starts what does not run (ansible.builtin.systemd)
}


def act_tasks(act: steps.Act, sources: Sources) -> Iterator[Task]:
    """What does it, and does it again where it is played again."""
    match act:
        case steps.WriteFile():
            yield _task(act, "copy", {**_copied(act, sources), "backup": True}) | {"diff": False}
        case steps.CreateFile(_, path, _, mode):
            folder = {"path": dirname(path), "state": "directory"}
            yield {"name": f"{dirname(path)} is there", "ansible.builtin.file": folder}
            owned = {"owner": "root", "group": "root", "mode": f"{mode:04o}"}
            yield _task(act, "copy", {**_copied(act, sources), **owned}) | {"diff": False}
        case steps.RemoveFile(_, path):
            yield _task(act, "file", {"path": path, "state": "absent"})
        case steps.UnitJob():
            yield from _job(act)
        case steps.DaemonReload():
            yield _task(act, "systemd", {"daemon_reload": True})
        case steps.SetKernel(_, name, value):
            yield _command(act, "sysctl", "-w", f"{name}={value}")
        case steps.AddLink() | steps.RemoveLink():
            yield from _link(act)
        case steps.AddAddress(_, interface, address, prefix):
            quiet = ("preferred_lft", "0", "nodad") if address.version == 6 else ()
            own = f"{address}/{prefix}"
            yield _command(act, "ip", "address", "replace", own, "dev", interface, *quiet)
        case steps.RemoveAddress(_, interface, address, prefix):
            gone = _command(act, "ip", "address", "del", f"{address}/{prefix}", "dev", interface)
            yield gone | {"register": "gone", "failed_when": "gone.rc not in [0, 2]"}
        case _:
            assert_never(act)


def _copied(act: steps.WriteFile | steps.CreateFile, sources: Sources) -> dict[str, Any]:
    return {"src": sources[act.node, act.path, act.data], "dest": act.path}


def _job(job: steps.UnitJob) -> Iterator[Task]:
    if job.verb in steps.STARTING:
        forget = {
            "name": f"systemctl reset-failed {job.unit}",
            "ansible.builtin.command": {"argv": ["systemctl", "reset-failed", job.unit]},
            "changed_when": False,
            "failed_when": False,
        }
        yield forget
    if job.verb in ("enable", "disable"):
        yield _task(job, "systemd", {"name": job.unit, "enabled": job.verb == "enable"})
    else:
        yield _task(job, "systemd", {"name": job.unit, "state": _STATES[job.verb]})
    if (job.verb, job.unit) == ("reload", KEEPALIVED):
        yield _READ


def _link(act: steps.AddLink | steps.RemoveLink) -> Iterator[Task]:
    here = f"/sys/class/net/{act.interface}"
    match act:
        case steps.AddLink(_, interface, kind):
            make = ["ip", "link", "add", interface, "type", kind]
            yield _task(act, "command", {"argv": make, "creates": here})
            up = {"argv": ["ip", "link", "set", interface, "up"]}
            yield {"name": f"{interface} is up", "ansible.builtin.command": up, **_UNCHANGED}
        case steps.RemoveLink(_, interface):
            yield _task(act, "command", {"argv": ["ip", "link", "del", interface], "removes": here})


_READ: Task = {
    "name": "keepalived has read its files",
    "ansible.builtin.command": {
        "argv": [
            "journalctl", "-u", KEEPALIVED, "-b", "-o", "cat", "-n", "1",
            "-g", r"^(Starting VRRP|Reloading|Startup complete|Reload complete)",
        ]
    },
    "register": "seen",
    "until": "seen is succeeded and 'complete' in seen.stdout",
    "retries": 10,
    "delay": 1,
    "changed_when": False,
}  # fmt: skip

_UNCHANGED = {"changed_when": False}


def _task(act: steps.Act, module: str, words: dict[str, Any]) -> Task:
    return {"name": act_text(act), f"ansible.builtin.{module}": words}


def _command(act: steps.Act, *argv: str) -> Task:
    return _task(act, "command", {"argv": list(argv)})
