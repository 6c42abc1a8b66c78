# SPDX-License-Identifier: Apache-2.0
"""Writes an exported plan into a folder of its own, whole or not at all."""

import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from holdfast.cli.failure import Failure


def write_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files below a new folder, for their owner alone: there may be passwords among them.

    Raises Failure, with nothing written, where the folder is there or cannot be made.
    """
    if os.path.lexists(folder):
        raise Failure(f"{folder} is there: name a folder that is not, nothing was written")
    try:
        staged = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", dir=folder.parent))
    except OSError as error:
        raise Failure(f"{folder.parent}: {error.strerror}; nothing was written") from None
    try:
        for path, data in files.items():
            _write(staged / path, data)
        os.rename(staged, folder)
    except OSError as error:
        raise Failure(f"{folder}: {error.strerror}; nothing was written") from None
    finally:
        shutil.rmtree(staged, ignore_errors=True)  # nothing, where it has its name


def _write(file: Path, data: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)  # below a folder that nobody else may enter
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with open(descriptor, "wb") as opened:
        opened.write(data)
