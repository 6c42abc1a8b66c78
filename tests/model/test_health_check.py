# SPDX-License-Identifier: Apache-2.0
"""The question that keepalived asks HAProxy, asked of sockets that answer and of others."""

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from tests.load.nodes import HAPROXY, KEEPALIVED, Files, node

from holdfast.model.health_check import ANSWERS_PATH, ANSWERS_PROGRAM
from holdfast.model.proof import ANSWERS, OPAQUE, Proof, proof
from holdfast.model.watching import watches_haproxy

SOCKET = "/run/haproxy/admin.sock"
CFG = f"global\n    stats socket {SOCKET} mode 660\n"


@contextmanager
def listening(folder: Path, answer: bytes | None) -> Iterator[str]:
    """A socket that says this to whoever asks; with None it takes connections and is silent."""
    path = str(folder / "s")
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(path)
        server.listen()
        thread = threading.Thread(target=_answer, args=(server, answer))
        if answer is not None:
            thread.start()
        yield path
        if answer is not None:
            thread.join()


def _answer(server: socket.socket, answer: bytes) -> None:
    connection, _ = server.accept()
    with connection:
        assert connection.recv(100) == b"show info\n"
        connection.sendall(answer)


def asks(folder: Path, path: str) -> int:
    program = folder / "haproxy-answers"
    program.write_bytes(ANSWERS_PROGRAM)
    program.chmod(0o755)
    return subprocess.run([str(program), path], check=False, capture_output=True).returncode


def test_it_succeeds_only_for_an_answer_of_haproxys(tmp_path: Path) -> None:
    with listening(tmp_path, b"Name: HAProxy\nVersion: 2.6.12\n") as path:
        assert asks(tmp_path, path) == 0


@pytest.mark.parametrize("answer", [b"", b"Name: squid\n", None])
def test_it_fails_for_silence_and_for_others(tmp_path: Path, answer: bytes | None) -> None:
    with listening(tmp_path, answer) as path:
        assert asks(tmp_path, path) == 1


def test_it_fails_where_nobody_listens(tmp_path: Path) -> None:
    assert asks(tmp_path, str(tmp_path / "none")) == 1


def proves(folder: Path, program: bytes, argument: str) -> tuple[Proof, str]:
    script = f'vrrp_script a {{\nscript "{ANSWERS_PATH} {argument}"\nuser root\n}}\n'
    instance = "vrrp_instance VI {\ninterface eth0\ntrack_script {\na\n}\n}\n"
    files: Files = {HAPROXY: CFG, KEEPALIVED: script + instance, ANSWERS_PATH[1:]: program}
    made = node(folder, files)
    command = made.keepalived.scripts[0].command
    assert command is not None
    return proof(made, command), watches_haproxy(made, made.keepalived.instances[0].trackers[0])


def test_what_it_proves_is_known(tmp_path: Path) -> None:
    assert proves(tmp_path, ANSWERS_PROGRAM, SOCKET) == (ANSWERS, "yes")


@pytest.mark.parametrize(
    ("program", "argument"),
    [(ANSWERS_PROGRAM.replace(b"exit 1", b"exit 0"), SOCKET), (ANSWERS_PROGRAM, "/run/other.sock")],
)
def test_another_program_or_socket_proves_nothing(
    tmp_path: Path, program: bytes, argument: str
) -> None:
    assert proves(tmp_path, program, argument) == (OPAQUE, "perhaps")
