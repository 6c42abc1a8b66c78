# SPDX-License-Identifier: Apache-2.0
"""Hosts for Ansible: nodes of a lab with a real sshd in each, reached by a real ssh.

A node has no way to this machine's network: ssh goes through `nsenter` into the node's. Host keys
are checked against a known_hosts of the test's own.
"""

import json
import os
import subprocess
import time
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from holdfast.drill.stage.stage import stage
from holdfast.lab.lab import Lab
from holdfast.lab.spec import LabSpec, Node, NodeFile, UnitSpec
from holdfast.load.site import load

SSHD_CONFIG = """\
ListenAddress 127.0.0.1
HostKey /etc/ssh/test_host_key
AuthorizedKeysFile /etc/ssh/test_keys
StrictModes no
UsePAM no
PermitRootLogin yes
PidFile none
"""
PASSWD = b"root:x:0:0:root:/root:/bin/bash\nsshd:x:0:0::/run/sshd:/usr/sbin/nologin\n"
PASSWD += b"haproxy:x:0:0::/var/lib/haproxy:/usr/sbin/nologin\n"
STARTED_S = 60.0


class Hosts:
    """The lab, and the folder with inventory, keys and known_hosts; `sshd` by node."""

    def __init__(self, lab: Lab, folder: Path, sshd: Mapping[str, int]) -> None:
        self.lab = lab
        self.sshd = sshd
        self.inventory = str(folder / "hosts.json")
        self.known_hosts = folder / "known_hosts"

    def shell(self, node: str, script: str) -> str:
        """What a script prints in a node; it must succeed."""
        done = self.lab.run(node, "/bin/sh", "-ec", script)
        assert done.status == 0, done
        return done.output


@contextmanager
def hosts(site: Path, folder: Path) -> Iterator[Hosts]:
    """The nodes of a site folder, booted, each with its sshd listening."""
    folder.mkdir(exist_ok=True)
    for key in ("host", "user"):
        subprocess.run(
            ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / key)], check=True
        )
    spec = stage(load([str(site)])).spec
    tags = {node.name: f"/etc/ssh/test-{uuid.uuid4().hex}" for node in spec.nodes}
    with Lab(_with_sshd(spec, tags, folder)) as lab:
        lab.boot(*tags)
        pids = {name: _sshd(tag) for name, tag in tags.items()}
        _write_ssh_files(folder, pids)
        yield Hosts(lab, folder, pids)


def _with_sshd(spec: LabSpec, tags: Mapping[str, str], folder: Path) -> LabSpec:
    return replace(spec, nodes=tuple(_node(node, tags[node.name], folder) for node in spec.nodes))


def _node(node: Node, config: str, folder: Path) -> Node:
    files = {
        "/etc/passwd": NodeFile(PASSWD),
        config: NodeFile(SSHD_CONFIG.encode()),
        "/etc/ssh/test_host_key": NodeFile((folder / "host").read_bytes(), 0o600),
        "/etc/ssh/test_keys": NodeFile((folder / "user.pub").read_bytes()),
    }
    sshd = UnitSpec(
        name="ssh.service",
        exec_start=(f"/usr/sbin/sshd -D -f {config}",),
        runtime_directories=("sshd",),
    )
    return replace(node, files={**node.files, **files}, units=(*node.units, sshd))


def _sshd(tag: str) -> int:
    """The process of this machine that is the sshd of a node, once it listens."""
    deadline = time.monotonic() + STARTED_S
    while time.monotonic() < deadline:
        for pid in filter(str.isdecimal, os.listdir("/proc")):
            try:
                told = Path("/proc", pid, "cmdline").read_bytes()
            except OSError:
                continue
            if tag.encode() in told and b"[listener]" in told:
                return int(pid)
        time.sleep(0.05)
    raise AssertionError(f"no sshd with {tag} listened in {STARTED_S:.0f} s")


def _write_ssh_files(folder: Path, pids: Mapping[str, int]) -> None:
    kind, key, *_ = (folder / "host.pub").read_text().split()
    (folder / "known_hosts").write_text("".join(f"{name} {kind} {key}\n" for name in pids))
    options = (
        f"-o UserKnownHostsFile={folder}/known_hosts -o GlobalKnownHostsFile=/dev/null "
        "-o ControlMaster=no -o ControlPath=none"
    )
    told = {
        name: {
            "ansible_user": "root",
            "ansible_ssh_private_key_file": str(folder / "user"),
            "ansible_python_interpreter": "/usr/bin/python3",
            "ansible_pipelining": True,  # else ssh wants a terminal, and a node has none
            "ansible_ssh_common_args": f"{options} -o 'ProxyCommand=nsenter --target {pid} --user "
            "--net --preserve-credentials socat - TCP:127.0.0.1:22'",
        }
        for name, pid in pids.items()
    }
    (folder / "hosts.json").write_text(json.dumps({"loadbalancers": {"hosts": told}}))
