# SPDX-License-Identifier: Apache-2.0
"""The journals of keepalived and HAProxy, read off the hosts."""

import base64
import binascii
import gzip
import tempfile
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from holdfast.apply.ansible import Ansible, AnsibleError
from holdfast.apply.asking import Garbled, Question, ask, parts

MOST_LINES = 200_000
"""Of each host, the newest ones: a busy HAProxy logs every request."""

QUESTION = Question("Read the journal", Path(__file__).with_name("journal.sh"), (str(MOST_LINES),))


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
    except (Garbled, binascii.Error, EOFError, OSError, zlib.error) as why:
        raise AnsibleError(f"{host}: its answer is none: {why}") from None
    if not found.strip():
        errors = " ".join(told.get("errors", "").split())
        raise AnsibleError(
            f"{host}: its journal has nothing of keepalived or haproxy since then"
            + (f" ({errors})" if errors else ": ask for more (--since), or as root (--become)")
        )
    return found
