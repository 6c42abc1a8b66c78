# SPDX-License-Identifier: Apache-2.0
"""The playbook by which Ansible tells nodes what to do: one command, its answer into a file here.

Nothing of a host or of its files is part of the text: what is given to the command comes to it on
standard input, and as base64, since Ansible fills in what stands between `{{` and `}}`.
"""

import shlex
from collections.abc import Mapping, Sequence

import msgspec

PLAIN = 60_000
"""Characters that a word of a command may have on every kernel, quoted twice (execve(2))."""

_TEMPLATE = ("{{", "{%", "{#")
_GIVEN = "{{ given[inventory_hostname] }}"
_KEEP = 'umask 077 && cat >"$0"'
"""One module, pipelined: `copy` is two of them, and each is compiled anew."""

_NO_TERMINAL = {"ansible_ssh_use_tty": False}
"""As with pipelining: what goes wrong stays out of the answer, and the loss of a connection ends
nothing."""


def playbook(name: str, argv: Sequence[str], *, secret: bool, plain: bool) -> bytes:
    """As JSON, which is YAML. It wants the variables `given` and `answers`.

    A `plain` one is given what it gets as a word of a command, which everybody on the host can see
    and which is short; a module of Ansible's is compiled anew for each call, and a slow host takes
    seconds over that. Where the command or what it is given is `secret`, Ansible logs neither.
    Raises ValueError for a word that it would fill in, here and with this machine's powers.
    """
    filled = [word for word in argv if any(mark in word for mark in _TEMPLATE)]
    if filled:
        raise ValueError(f"Ansible would fill in {filled[0][:60]!r}")
    ask = {
        "name": name,
        **(_raw(argv) if plain else _command(argv)),
        "register": "told",
        "changed_when": False,
        "check_mode": False,
        "no_log": secret,
    }
    keep = {
        "name": "Keep what it told",
        "ansible.builtin.command": {
            "argv": ["/bin/sh", "-c", _KEEP, "{{ answers }}/{{ inventory_hostname }}"],
            "stdin": "{{ told.stdout }}",
            "stdin_add_newline": False,
        },
        "changed_when": False,
        "delegate_to": "localhost",
        "become": False,
        "check_mode": False,
        "no_log": True,  # there are keys and passwords in it
        "vars": {
            "ansible_connection": "local",
            "ansible_pipelining": True,
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        },
    }
    play = {"name": name, "hosts": "all", "gather_facts": False, "tasks": [ask, keep]}
    return msgspec.json.encode([play])


def _raw(argv: Sequence[str]) -> dict[str, object]:
    command = f"printf %s '{_GIVEN}' | {shlex.join(argv)}"
    return {"ansible.builtin.raw": {"_raw_params": command}, "vars": _NO_TERMINAL}


def _command(argv: Sequence[str]) -> dict[str, object]:
    """To the byte: Ansible would add a newline."""
    given = {"stdin": _GIVEN, "stdin_add_newline": False}
    return {"ansible.builtin.command": {"argv": list(argv), **given}}


def variables(given: Mapping[str, str], answers: str) -> bytes:
    """What the playbook wants: the standard input by host, and the folder for the answers."""
    return msgspec.json.encode({"given": given, "answers": answers})
