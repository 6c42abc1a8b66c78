# SPDX-License-Identifier: Apache-2.0
"""The scripts that keepalived's commands name, read where the node has them."""

from collections.abc import Iterator
from stat import S_ISREG

from holdfast.load.node_files import NodeFiles
from holdfast.model.vrrp import KeepalivedConfig
from holdfast.text.pattern import pattern

_PATH = pattern(r"(?<![\w.$}~*-])/[\w.+@%,:/-]+")
_BINARY = b"\x7fELF"

LARGEST_SCRIPT = 1 << 20
"""Bytes. Commands name logs, too."""


def read_programs(files: NodeFiles, config: KeepalivedConfig) -> None:
    """Read every script that a check or notify command names; compiled programs are left out."""
    for path in dict.fromkeys(program_paths(config)):
        status = files.status(path)
        if status is None or not S_ISREG(status.st_mode) or status.st_size > LARGEST_SCRIPT:
            continue
        file = files.read(path)
        if file is not None and file.data.startswith(_BINARY):
            files.forget(file.path)


def program_paths(config: KeepalivedConfig) -> Iterator[str]:
    """The absolute paths in all commands, those inside a shell's `-c` text included."""
    commands = [script.command for script in config.scripts if script.command is not None]
    commands += [notify.command for notify in config.notifies]
    for command in commands:
        for word in command.argv:
            yield from _PATH.findall(word)
