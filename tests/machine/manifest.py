# SPDX-License-Identifier: Apache-2.0
"""Every file of a host with its hash, mode and owner: what a run changed, and what it left."""

from tests.machine.bed import Bed

_COMES_AND_GOES = (
    *("/dev", "/proc", "/run", "/sys", "/tmp", "/var/tmp", "/var/log", "/lost+found"),
    *("/root/.ansible", "/var/lib/systemd", "/var/lib/haproxy/dev", "/var/lib/NetworkManager"),
)
"""What each boot, or each look through Ansible, leaves in its own way."""

_PROGRAMS = "/usr"
"""Of these size and time of change tell enough; hashing them takes an emulated machine a minute."""

_LEFT_OUT = " -o ".join(f"-path {path}" for path in _COMES_AND_GOES)
_SCRIPT = f"""
find / -xdev \\( {_LEFT_OUT} \\) -prune -o -printf '%p %y %m %U %G %l\\n'
find / -xdev \\( {_LEFT_OUT} -o -path {_PROGRAMS} \\) -prune -o -type f -print0 |
    xargs -0 sha256sum
find {_PROGRAMS} -xdev -type f -printf '%p %s %T@\\n'
find {_PROGRAMS}/local -type f -exec sha256sum {{}} +
"""


def manifest(bed: Bed, name: str) -> frozenset[str]:
    """A line for each path, and one for what is in each file. Two that are equal are the same."""
    lines = frozenset(bed.shell(name, _SCRIPT).splitlines())
    assert len(lines) > 1000, lines
    return lines
