# SPDX-License-Identifier: Apache-2.0
"""SSH as its user set it up: a key of one's own, host keys known before the first connection."""

import subprocess
from pathlib import Path

_CONFIG = """\
Host {hosts}
    User root
    IdentityFile {folder}/user
    IdentitiesOnly yes
    UserKnownHostsFile {folder}/known_hosts
    GlobalKnownHostsFile /dev/null
    StrictHostKeyChecking yes
    BatchMode yes
    ConnectTimeout 120
    ServerAliveInterval 10
    ServerAliveCountMax 12
    ControlMaster auto
    ControlPersist 60s
    ControlPath {sockets}/%h
"""


class Keys:
    """A folder with the user's key, each host's, known_hosts and an ssh_config over all of them.

    All share one connection to a host: an emulated one takes seconds over each new one. `sockets`
    is a folder of a short path: that of a Unix socket is 107 bytes long at most.
    """

    def __init__(self, folder: Path, sockets: Path) -> None:
        self.folder = folder
        self._sockets = sockets
        self.config = folder / "ssh_config"
        self._hosts: dict[str, str] = {}
        _generate(folder / "user")

    @property
    def authorized(self) -> bytes:
        """What authorized_keys of a machine says."""
        return (self.folder / "user.pub").read_bytes()

    def host_key(self, name: str, address: str) -> bytes:
        """The private key of a host, which is known from now on."""
        file = self.folder / name
        if not file.exists():
            _generate(file)
        self._hosts[name] = address
        self._write()
        return file.read_bytes()

    def hang_up(self, address: str) -> None:
        """End the connection to a host that lost its power: whoever uses it learns of that now."""
        path = self._sockets / address
        end = ["ssh", "-F", "/dev/null", "-o", f"ControlPath={path}", "-O", "exit", address]
        subprocess.run(end, stdin=subprocess.DEVNULL, capture_output=True, check=False)
        path.unlink(missing_ok=True)

    def _write(self) -> None:
        known = [(name, (self.folder / f"{name}.pub").read_text()) for name in self._hosts]
        (self.folder / "known_hosts").write_text("".join(f"{name} {key}" for name, key in known))
        addresses = "".join(
            f"Host {name}\n    HostName {address}\n    HostKeyAlias {name}\n"
            for name, address in self._hosts.items()
        )
        general = _CONFIG.format(
            hosts=" ".join(self._hosts), folder=self.folder, sockets=self._sockets
        )
        self.config.write_text(addresses + general)


def _generate(file: Path) -> None:
    subprocess.run(
        ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(file)], check=True
    )
