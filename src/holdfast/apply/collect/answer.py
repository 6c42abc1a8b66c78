# SPDX-License-Identifier: Apache-2.0
"""What a host answered: its parts, and the files in the archive among them.

A host is not trusted: nothing that its archive names is written outside of the folder it is for.
"""

import base64
import io
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from posixpath import dirname, normpath

from msgspec import Struct

from holdfast.apply.asking import Garbled, parts

_KEPT_BITS = 0o1777
"""Of a mode; the setuid and setgid bits have no meaning in a copy."""


class Found(Struct, frozen=True):
    """A file, folder or symbolic link of the host; `path` is absolute there."""

    path: str
    mode: int
    data: bytes | None = None
    link: str | None = None


class Answer(Struct, frozen=True):
    """The files that were asked for, and the other parts by their names."""

    found: Mapping[str, Found]
    parts: Mapping[str, str]


def answer(text: str) -> Answer:
    """Raises Garbled for what the program did not write to its end."""
    told = parts(text)
    if "files" not in told:
        raise Garbled("it ended before it had told everything")
    try:
        archive = base64.b64decode(told.pop("files"))
        found = {one.path: one for one in _found(archive)}
    except (ValueError, tarfile.TarError, zlib.error, EOFError, OSError) as error:
        raise Garbled(f"its archive cannot be read ({error}): is tar installed there?") from None
    return Answer(found, told)


def _found(archive: bytes) -> Iterator[Found]:
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as members:
        for member in members:
            if "\0" in member.name + member.linkname:
                raise Garbled("its archive has a name that no file can have")
            path = normpath("/" + member.name.lstrip("/"))
            mode = member.mode & _KEPT_BITS
            if member.issym():
                yield Found(path, mode, link=member.linkname)
            elif member.isdir():
                yield Found(path, mode)
            elif member.isreg():
                file = members.extractfile(member)
                yield Found(path, mode, data=file.read() if file is not None else b"")


def behind_no_link(found: Mapping[str, Found]) -> Iterator[Found]:
    """What stands below no symbolic link, folders before what is in them."""
    for path, one in sorted(found.items()):
        above = dirname(path)
        while above not in ("", "/"):
            if above in found and (found[above].link is not None or found[above].data is not None):
                break
            above = dirname(above)
        else:
            yield one
