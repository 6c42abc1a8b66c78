# SPDX-License-Identifier: Apache-2.0
"""One file's bytes, with every reason why there are none told in one line."""

import os
import stat

LARGEST_FILE = 64 << 20
"""Bytes. A configuration is thousands of times smaller; a disk image or a log is refused."""


class Unreadable(Exception):
    """Why a file or folder cannot be read and what to do, in one line."""

    @classmethod
    def because(cls, error: OSError) -> "Unreadable":
        """The system's reason, with the cure for the usual one."""
        if isinstance(error, PermissionError):
            return cls("cannot be read (permission denied): run this as a user who may read it")
        return cls(f"cannot be read ({error.strerror or error})")


def read_regular_file(path: str) -> tuple[bytes, int]:
    """The bytes and the permission bits of a regular file; the last part of `path` is no link.

    Never blocks: a FIFO, a socket or a device is refused unread. Raises Unreadable.
    """
    try:
        _refuse_special_file(os.stat(path))
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        try:
            status = os.fstat(descriptor)
            _refuse_special_file(status)
            return _read(descriptor, status.st_size), stat.S_IMODE(status.st_mode)
        finally:
            os.close(descriptor)
    except OSError as error:
        raise Unreadable.because(error) from None
    except ValueError as error:
        raise Unreadable(f"cannot be read ({error})") from None


def _refuse_special_file(status: os.stat_result) -> None:
    """Raise Unreadable unless this is a regular file of a size that a configuration can have."""
    if stat.S_ISDIR(status.st_mode):
        raise Unreadable("is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise Unreadable("is no regular file (a FIFO, a socket or a device): it is not read")
    if status.st_size > LARGEST_FILE:
        raise Unreadable(
            f"is too large to be a configuration: {status.st_size >> 20} MiB, at most "
            f"{LARGEST_FILE >> 20} MiB are read"
        )


def _read(descriptor: int, size: int) -> bytes:
    """All bytes up to the limit; files below /proc and /sys say that they are empty."""
    pieces = []
    left = LARGEST_FILE
    while left > 0 and (piece := os.read(descriptor, min(left, max(size + 1, 4096)))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)
