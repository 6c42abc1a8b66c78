# SPDX-License-Identifier: Apache-2.0
"""The disk of one machine: a sparse copy of the image, and the files of its own put on it.

That is before the first boot. Afterwards a machine is reached over SSH alone.
"""

import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tests.machine.image import Image


class OnDisk(NamedTuple):
    """A file that the image does not have; its folder must be there."""

    data: bytes
    mode: int = 0o644


def make_disk(
    image: Image, disk: Path, files: Mapping[str, OnDisk], links: Mapping[str, str]
) -> None:
    """`links` are symbolic links by their paths. All belong to root."""
    subprocess.run(["cp", "--sparse=always", str(image.disk), str(disk)], check=True)
    with tempfile.TemporaryDirectory() as scratch:
        commands = [f"symlink {path} {target}" for path, target in links.items()]
        for number, (path, file) in enumerate(files.items()):
            source = Path(scratch, str(number))
            source.write_bytes(file.data)
            commands += [f"write {source} {path}", f"sif {path} mode 0{0o100000 | file.mode:o}"]
        _debugfs(disk, commands)


def _debugfs(disk: Path, commands: list[str]) -> None:
    """debugfs ends 0 whatever happens, and tells a failure on standard error."""
    done = subprocess.run(
        ["debugfs", "-w", "-f", "-", str(disk)],
        input="".join(f"{command}\n" for command in commands),
        capture_output=True,
        text=True,
        check=True,
    )
    told = [line for line in done.stderr.splitlines() if not line.startswith("debugfs 1.")]
    assert told == [], told
