# SPDX-License-Identifier: Apache-2.0
"""The playbook by which Ansible tells nodes what to do: one command, its answer into a file here.

Nothing of a host or of its files is part of the text: what is given to the command goes through its
standard input, and as base64, since Ansible fills in what stands between `{{` and `}}`.
"""

from collections.abc import Mapping, Sequence

import msgspec

_TEMPLATE = ("{{", "{%", "{#")


def playbook(name: str, argv: Sequence[str], *, secret: bool) -> bytes:
    """As JSON, which is YAML. It wants the variables `given` and `answers`.

    Where the command or what it is given is `secret`, Ansible logs neither. Raises ValueError for
    a word that it would fill in, here and with this machine's powers.
    """
    filled = [word for word in argv if any(mark in word for mark in _TEMPLATE)]
    if filled:
        raise ValueError(f"Ansible would fill in {filled[0][:60]!r}")
    ask = {
        "name": name,
        "ansible.builtin.command": {
            "argv": list(argv),
            "stdin": "{{ given[inventory_hostname] }}",
        },
        "register": "told",
        "changed_when": False,
        "check_mode": False,
        "no_log": secret,
    }
    keep = {
        "name": "Keep what it told",
        "ansible.builtin.copy": {
            "content": "{{ told.stdout }}",
            "dest": "{{ answers }}/{{ inventory_hostname }}",
            "mode": "0600",
        },
        "delegate_to": "localhost",
        "become": False,
        "check_mode": False,
        "no_log": True,  # there are keys and passwords in it
        "vars": {
            "ansible_connection": "local",
            "ansible_python_interpreter": "{{ ansible_playbook_python }}",
        },
    }
    play = {"name": name, "hosts": "all", "gather_facts": False, "tasks": [ask, keep]}
    return msgspec.json.encode([play])


def variables(given: Mapping[str, str], answers: str) -> bytes:
    """What the playbook wants: the standard input by host, and the folder for the answers."""
    return msgspec.json.encode({"given": given, "answers": answers})
