# SPDX-License-Identifier: Apache-2.0
"""Why this machine does not let a lab start, and what mends it: one line each."""

import errno
import os
from collections.abc import Callable, Iterable

from holdfast.lab.errors import LabRefused
from holdfast.lab.kernel import nft
from holdfast.lab.kernel.iproute import PLACES
from holdfast.lab.services.command_line import parse
from holdfast.lab.spec import LabSpec

ReadSysctl = Callable[[str], str]

_PACKAGES = {"haproxy": "haproxy", "keepalived": "keepalived", "ip": "iproute2", "nft": "nftables"}


def read_sysctl(path: str) -> str:
    """The value of a kernel setting of this machine, "" when it has none of that name."""
    try:
        with open(f"/proc/sys/{path}", encoding="ascii") as file:
            return file.read().strip()
    except OSError:
        return ""


def explain(step: str, number: int, text: str, read: ReadSysctl = read_sysctl) -> LabRefused:
    """The error for a step of building the sandbox that the kernel refused."""
    for path, bad, mend in (
        ("kernel/unprivileged_userns_clone", "0", "1"),
        ("user/max_user_namespaces", "0", "15000"),
        ("user/max_net_namespaces", "0", "15000"),
        ("user/max_pid_namespaces", "0", "15000"),
        ("user/max_mnt_namespaces", "0", "15000"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "0"),
    ):
        if read(path) == bad:
            name = path.replace("/", ".")
            return LabRefused(
                f"this kernel does not give user namespaces ({name} is {bad}): "
                f"sudo sysctl -w {name}={mend}"
            )
    if number == errno.ENOSPC:
        return LabRefused(
            f"{step}: the limit of namespaces is reached: raise user.max_user_namespaces, "
            "or end the programs that hold some"
        )
    return LabRefused(f"{step}: {text}: {_advice(step)}")


def _advice(step: str) -> str:
    if step.startswith("mount overlay"):
        return "overlayfs in a user namespace needs Linux 5.11 or newer with CONFIG_OVERLAY_FS"
    if step.startswith("mount proc"):
        return (
            "/proc is masked here, as in a container: run it outside, or with "
            "--security-opt systempaths=unconfined"
        )
    return (
        "namespaces are refused here, as a container's seccomp profile does: run it outside, "
        "or with --security-opt seccomp=unconfined --security-opt systempaths=unconfined"
    )


def missing_programs(spec: LabSpec) -> list[str]:
    """The programs that the spec's units start and neither this machine nor the node has.

    /usr/local of this machine is not in a node.
    """
    wanted = {
        command.words[0]: node
        for node in spec.nodes
        for unit in node.units
        for line in unit.exec_start
        if (command := parse(line)) is not None and command.words[0].startswith("/")
    }
    return sorted(
        path
        for path, node in wanted.items()
        if path not in node.files
        and (path.startswith("/usr/local/") or not os.access(path, os.X_OK))
    )


def require_programs(missing: Iterable[str], places: Iterable[str] = PLACES) -> None:
    """Raise LabRefused for the first program that is not installed, with its Debian package."""
    absent = list(missing)
    if not any(os.access(place, os.X_OK) for place in places):
        absent.insert(0, "ip")
    if absent:
        name = os.path.basename(absent[0])
        package = _PACKAGES.get(name)
        mend = f"sudo apt install {package}" if package else "install it, or put it into the node"
        raise LabRefused(f"{absent[0]} is not there, the lab runs the real one: {mend}")


def require_nft(places: Iterable[str] = nft.PLACES) -> None:
    """Raise LabRefused where the switch can lose nothing between nodes, before it has to."""
    if not any(os.access(place, os.X_OK) for place in places):
        raise LabRefused(
            "nft is not there, by which the lab's switch keeps frames from nodes: "
            "sudo apt install nftables, or name faults that need none with --fault"
        )
