# SPDX-License-Identifier: Apache-2.0
"""The playbook by which Ansible reads hosts: one command on each, its answer into a file here.

Nothing of a host or of its files is part of the text: the paths go through standard input, and as
base64, since Ansible fills in what stands between `{{` and `}}`.
"""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

import msgspec

from holdfast.model.facts import SETTINGS_ASKED

PROGRAM = Path(__file__).with_name("program.sh")


def playbook() -> bytes:
    """As JSON, which is YAML. It wants the variables `wanted` and `answers`."""
    read = {
        "name": "Read the files and the state of the host",
        "ansible.builtin.command": {
            "argv": ["/bin/sh", "-c", PROGRAM.read_text(), "collect", *SETTINGS_ASKED],
            "stdin": "{{ wanted[inventory_hostname] }}",
        },
        "register": "told",
        "changed_when": False,
        "check_mode": False,
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
    play = {"name": "Collect", "hosts": "all", "gather_facts": False, "tasks": [read, keep]}
    return msgspec.json.encode([play])


def variables(wanted: Mapping[str, Iterable[str]], answers: str) -> bytes:
    """What the playbook wants: the paths by host, and the folder for the answers."""
    lines = {
        host: base64.b64encode(
            "".join(f"{path}\n" for path in paths).encode(errors="surrogateescape")
        )
        for host, paths in wanted.items()
    }
    return msgspec.json.encode(
        {"wanted": {h: text.decode() for h, text in lines.items()}, "answers": answers}
    )
