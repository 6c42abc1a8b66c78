# SPDX-License-Identifier: Apache-2.0
"""Running `ip -batch`."""

import os
from collections.abc import Sequence

from holdfast.lab.errors import LabError

PLACES = ("/usr/sbin/ip", "/sbin/ip", "/usr/bin/ip", "/bin/ip")


def find_ip() -> str:
    """Where iproute2's ip is; raises LabError."""
    for path in PLACES:
        if os.access(path, os.X_OK):
            return path
    raise LabError("ip is not installed: apt install iproute2")


def batch(lines: Sequence[str], program: str = "") -> None:
    """Do all lines or raise LabError with ip's first complaint. Blocks for a few ms."""
    status, output = run(
        [program or find_ip(), "-batch", "-"], "".join(f"{line}\n" for line in lines)
    )
    if status != 0:
        raise LabError(f"ip: {' '.join(output.split())} (in: {'; '.join(lines)})")


def run(argv: Sequence[str], text: str = "") -> tuple[int, str]:
    """Exit status and output of a short program that is given `text` to read."""
    reader, writer = os.pipe()
    entry, feed = os.pipe()
    actions = [(os.POSIX_SPAWN_DUP2, entry, 0)]
    actions += [(os.POSIX_SPAWN_DUP2, writer, stream) for stream in (1, 2)]
    pid = os.posix_spawn(argv[0], list(argv), {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin"},
                         file_actions=actions)  # fmt: skip
    os.close(writer)
    os.close(entry)
    with os.fdopen(feed, "wb") as standard_input:
        standard_input.write(text.encode())
    with os.fdopen(reader, "rb") as standard_output:
        output = standard_output.read()
    _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status), output.decode(errors="replace")
