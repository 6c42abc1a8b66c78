# SPDX-License-Identifier: Apache-2.0
"""The files of journals, as they come: plain, packed, from one host or several."""

import bz2
import gzip
import lzma
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import IO, cast

from msgspec import Struct

from holdfast.cli.failure import Failure
from holdfast.story.journal import Line, Unread, read_lines

_GZIP, _BZIP2, _XZ, _ZSTD = b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00", b"\x28\xb5\x2f\xfd"
_JOURNAL = b"LPKSHHRH"
_LONGEST = 1 << 20
"""Bytes of a line; what is longer is no line of a journal."""
_HOW = "`journalctl -u keepalived -u haproxy -o short-iso-precise > lb1.log`"


class Read(Struct):
    """A file that was read, and how many of its lines are none of a journal."""

    file: str
    lines: int = 0
    unread: int = 0


def read_journals(
    words: Sequence[str], today: date, told: list[Read]
) -> Iterator[tuple[str, Line]]:
    """Every line of every file, with its node: what NAME=FILE says, else the host in the line.

    `told` gets a value for each file. Raises Failure where one cannot be read, or has no line.
    """
    for word in words:
        name, path = _named(word)
        read = Read(path)
        told.append(read)
        with _opened(path) as file:
            for line in read_lines(_lines(file), today):
                if isinstance(line, Unread):
                    read.unread += 1
                    continue
                node = name or line.host or os.path.basename(path).partition(".")[0]
                read.lines += 1
                yield node, line
        if not read.lines:
            what = "has no line of a journal" if read.unread else "is empty"
            raise Failure(f"{path} {what}: write one out with {_HOW}")


def _named(word: str) -> tuple[str, str]:
    name, equals, path = word.partition("=")
    if equals and "/" not in name and not os.path.exists(word):
        return name, path
    return "", word


def _lines(file: IO[bytes]) -> Iterator[bytes]:
    """Without the zeros that a file system leaves in a log when the power fails."""
    while line := file.readline(_LONGEST):
        yield line.lstrip(b"\0")


@contextmanager
def _opened(path: str) -> Iterator[IO[bytes]]:
    """The file, unpacked as it is read. Raises Failure where it cannot be."""
    try:
        with open(path, "rb") as file:
            begin = file.peek(8)[:8]
            if begin.startswith(_JOURNAL):
                raise Failure(
                    f"{path} is a binary journal: write it out with "
                    f"`journalctl --file {path} -o short-iso-precise`"
                )
            if begin.startswith(_ZSTD):
                raise Failure(f"{path} is packed with zstd: unpack it (`zstd -d {path}`)")
            yield _unpacked(file, begin)
    except (OSError, EOFError, zlib.error, lzma.LZMAError) as error:
        why = getattr(error, "strerror", None) or error
        raise Failure(f"{path} cannot be read ({why})") from None


def _unpacked(file: IO[bytes], begin: bytes) -> IO[bytes]:
    if begin.startswith(_GZIP):
        return cast(IO[bytes], gzip.open(file))
    if begin.startswith(_BZIP2):
        return cast(IO[bytes], bz2.open(file))
    if begin.startswith(_XZ):
        return cast(IO[bytes], lzma.open(file))
    return file
