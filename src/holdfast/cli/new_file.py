# SPDX-License-Identifier: Apache-2.0
"""A file that a command makes anew: whether it can, said first, and the writing of it."""

import os
from pathlib import Path

from holdfast.cli.failure import Failure
from holdfast.cli.staging import Staging


def require_writable(path: str) -> None:
    """Raises Failure where no file can be written to this path; nothing is."""
    file = _file(path)
    folder = file.parent
    if file.is_dir():
        raise Failure(f"{path} is a folder: name a file in it")
    if file.exists() and not file.is_file():
        raise Failure(f"{path} is no regular file, and would be replaced by one: name another")
    if not folder.is_dir():
        raise Failure(f"{path} cannot be written: there is no folder {folder}")
    if not os.access(folder, os.W_OK | os.X_OK) or (file.exists() and not os.access(file, os.W_OK)):
        raise Failure(f"{path} cannot be written: name another, or run this as its owner")


def write_whole(path: str, data: bytes) -> None:
    """Write a file, or replace it, whole or not at all. Raises Failure where that fails."""
    try:
        with Staging() as staging:
            staging.prepare(_file(path), data, 0o644)
            staging.commit()
    except OSError as error:
        raise Failure(f"{path} cannot be written: {error.strerror}; nothing was") from None


def _file(path: str) -> Path:
    """A symbolic link is followed, not replaced."""
    return Path(os.path.realpath(path) if os.path.islink(path) else path)
