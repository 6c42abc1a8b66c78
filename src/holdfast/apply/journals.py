# SPDX-License-Identifier: Apache-2.0
"""The journals of keepalived and HAProxy, read off the hosts."""

import base64
import gzip
import re
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.apply.asking import Garbled, Question, ask, parts
from holdfast.text.printable import one_line

MOST_LINES = 200_000
"""Of each host, the newest ones: a busy HAProxy logs every request."""

_ENTRY = re.compile(rb"^(?!-- )\S", re.MULTILINE)
"""Beside what journalctl says of itself, such as `-- No entries --`."""

_NOT_ALLOWED = "not seeing messages"

QUESTION = Question(
    "Read the journal", Path(__file__).with_name("journal.sh"), (str(MOST_LINES),), secret=True
)


def journals(ansible: Ansible, hosts: Sequence[str], since: str) -> Iterator[tuple[str, bytes]]:
    """Each host with what its journal has since then, as journalctl(1) takes it.

    As `journalctl -o short-iso-precise` writes it. Raises AnsibleError, also where one has nothing.
    """
    with tempfile.TemporaryDirectory(prefix="holdfast-journals-") as folder:
        wanted = {host: (since,) for host in hosts}
        for host, text in ask(ansible, QUESTION, wanted, Path(folder, "answers")):
            yield host, _journal(host, text)


def _journal(host: str, text: str) -> bytes:
    try:
        told = parts(text)
        found = gzip.decompress(base64.b64decode(told.get("journal", "")))
    except (Garbled, ValueError, EOFError, OSError, zlib.error) as why:
        raise AnsibleError(f"{host}: its answer is none: {why}") from None
    if _ENTRY.search(found) is None:
        nothing = "its journal has nothing of keepalived or haproxy since then"
        raise AnsibleError(f"{host}: {nothing}{_why(told.get('errors', ''))}")
    return found


def _why(errors: str) -> str:
    """What journalctl said beside nothing, and what to do."""
    if errors.strip() and _NOT_ALLOWED not in errors:
        return f" ({one_line(errors)})"
    return ": ask for more (--since), or as root (--become)"
