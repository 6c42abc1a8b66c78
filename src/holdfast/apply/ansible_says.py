# SPDX-License-Identifier: Apache-2.0
"""What ansible-playbook printed, as one line that says what to do; never what a task returned."""

import re
from collections.abc import Iterator

import msgspec

from holdfast.text.printable import one_line

NO_HOSTS = "leaves us with no hosts to target"
HIDDEN = "what it told was lost on the way: is the disk of this machine full?"
"""Also of a host that failed while secrets are kept out of logs: asked plainly, it says why."""

_LONGEST = 300
_HOSTS = re.compile(r"^      (\S.*)$", re.MULTILINE)
_FAILED = re.compile(
    r"^(?:fatal|failed): \[([^\]\s]+)(?: -> [^\]]*)?\](.*?)=> (\{.*\})$", re.MULTILINE
)
_OVER_SSH = "Failed to connect to the host via ssh: "

_KNOWN = (
    (
        "REMOTE HOST IDENTIFICATION HAS CHANGED",
        "its host key is another one than in known_hosts: find out why before you take the old one "
        "out (ssh-keygen -R)",
    ),
    (
        "Host key verification failed",
        "Host key verification failed: connect to it once by hand, and compare the key",
    ),
    (
        "Missing sudo password",
        "sudo wants a password: let it be asked for (--ask-become-pass), or put "
        "ansible_become_password into the inventory, in a vault",
    ),
    (
        "no vault secrets found",
        "the inventory has a vault, and nobody can be asked for its password: name a file with it, "
        "vault_password_file in ansible.cfg or ANSIBLE_VAULT_PASSWORD_FILE",
    ),
    ("output has been hidden", HIDDEN),
)
"""What Ansible, ssh and sudo say, and what an operator can do about it; the first counts."""

_CURES = (
    ("Permission denied (", "name its user and key in the inventory or for ssh (ansible_user)"),
    ("No inventory was parsed", "ansible-inventory --list says why"),
)
"""Added to what they say."""


def listed(output: str) -> list[str]:
    """The hosts that --list-hosts printed, by name."""
    return sorted(_HOSTS.findall(output.partition("hosts (")[2]))


def failures(output: str) -> Iterator[tuple[str, str]]:
    """Each host that failed, and why."""
    for match in _FAILED.finditer(output):
        try:
            result = msgspec.json.decode(match[3], type=dict[str, object])
        except (msgspec.DecodeError, RecursionError):
            result = {}
        lost = "UNREACHABLE" in match[2]
        told = str(result.get("msg") or result.get("censored") or "it does not say why")
        yield match[1], f"{'cannot be reached: ' if lost else ''}{_clear(told)}"


def last_word(text: str) -> str:
    """Why Ansible itself did not begin, or gave up; what a warning above says may be the reason."""
    unwrapped = " ".join(text.split())
    known = next((says for words, says in _KNOWN if words in unwrapped), None)
    if known is not None:
        return known
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    told = [line for line in lines if line.startswith(("ERROR!", "[ERROR]", "fatal"))] or lines[-1:]
    if not told:
        return "ansible-playbook failed and does not say why"
    return _clear(re.sub(r"^(?:ERROR! |\[ERROR\]: )", "", told[0]))


def _clear(told: str) -> str:
    for words, says in _KNOWN:
        if words in told:
            return says
    line = one_line(told.removeprefix(_OVER_SSH))[:_LONGEST]
    for words, cure in _CURES:
        if words in line:
            return f"{line.rstrip('.')}: {cure}"
    return line
