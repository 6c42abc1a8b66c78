# SPDX-License-Identifier: Apache-2.0
"""The program of a look, as it runs on a host: here on this one, of which it only reads."""

import base64
import socket
import subprocess
from pathlib import Path

from holdfast.apply.asking import parts
from holdfast.apply.look.look import QUESTION


def told(*lines: str) -> dict[str, str]:
    """What it prints, given these lines."""
    done = subprocess.run(
        ["/bin/sh", QUESTION.program],
        input=base64.b64encode("".join(f"{line}\n" for line in lines).encode()),
        capture_output=True,
        check=True,
    )
    return parts(done.stdout.decode())


def test_a_path_that_socat_would_read_as_a_command_is_a_path(tmp_path: Path) -> None:
    """As a word of haproxy.cfg can be: `stats socket /run/x!!EXEC:…`."""
    made = tmp_path / "made"

    answer = told(f"socket {tmp_path}/x!!EXEC:touch {made}")["haproxy"]

    assert answer.strip() == f"socket {tmp_path}/x!!EXEC:touch {made}"
    assert not made.exists()


def test_a_socket_with_a_comma_in_its_name_is_asked(tmp_path: Path) -> None:
    path = f"{tmp_path}/a,b"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(path)
        listening.listen()
        listening.settimeout(30)
        with subprocess.Popen(
            ["/bin/sh", QUESTION.program], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        ) as asking:
            assert asking.stdin is not None
            asking.stdin.write(base64.b64encode(f"socket {path}\n".encode()))
            asking.stdin.close()
            there, _ = listening.accept()
            with there:
                assert there.recv(100) == b"show info;show stat -1 3 -1\n"
