# SPDX-License-Identifier: Apache-2.0
"""Writes changes to the files they speak of: all of them or none, and only what was read."""

import errno
import os
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from posixpath import join, split
from stat import S_IMODE

from msgspec import Struct

from holdfast.cli.failure import Failure
from holdfast.cli.staging import NotPutBack, Staging
from holdfast.load.node_files import NodeFiles
from holdfast.load.outcome import Clash, Outcome, outcomes
from holdfast.load.reading import Unreadable
from holdfast.model.change import Change
from holdfast.model.site import Node, Site
from holdfast.text.edit import OverlapError

_CURES = {
    errno.EACCES: "run this as a user who may write there and own it",
    errno.EPERM: "run this as the owner of the file, or as root, so that its owner stays",
    errno.EROFS: "mount the file system writable",
    errno.ENOSPC: "make room",
    errno.EDQUOT: "make room",
}


class CannotSave(Failure):
    """Why nothing was written, and what to do, in one line."""


class Saved(Struct, frozen=True):
    """A file that was written: as the site names it, and where it is on this machine.

    `other_names` are the hard links that it had and that none of these changes wrote: a file is
    replaced whole, so they keep the former contents.
    """

    node: str | None
    path: str
    file: Path
    created: bool
    other_names: int = 0


def save(site: Site, changes: Iterable[Change]) -> list[Saved]:
    """Write the changes; every other byte, owner, group and mode stay.

    A symbolic link is followed inside its node, not replaced. Raises CannotSave, with every file
    as it was, where a file changed since it was read, cannot be written, or is another already.
    """
    try:
        wanted = [(_real_file(site, o), o) for o in outcomes(site, changes)]
        wanted = [(file, o) for file, o in wanted if not _is_written(file, o)]
    except (Clash, OverlapError, Unreadable) as why:
        raise CannotSave(f"{why}: nothing was written") from None
    other_names = _other_names([file for file, o in wanted if o.before is not None])
    _write({file: outcome for file, outcome in wanted})
    return [
        Saved(o.node, o.path, file, o.before is None, other_names.get(file, 0))
        for file, o in wanted
    ]


def _write(wanted: dict[Path, Outcome]) -> None:
    file = Path()
    try:
        with Staging() as staging:
            for file, outcome in wanted.items():
                data, mode = outcome.after.data, outcome.after.mode
                staging.prepare(file, data, mode, keeps_mode=_keeps_mode(outcome))
            staging.commit()
    except NotPutBack as why:
        raise CannotSave(str(why)) from None
    except OSError as error:
        cure = _CURES.get(error.errno or 0, "mend that")
        raise CannotSave(
            f"{error.filename2 or file}: {error.strerror or error}: {cure}; nothing was written"
        ) from None


def _keeps_mode(outcome: Outcome) -> bool:
    return outcome.before is None or outcome.before.mode == outcome.after.mode


def _other_names(files: list[Path]) -> dict[Path, int]:
    """How many names each file has besides these."""
    found = {file: file.stat() for file in files}
    inodes = Counter((status.st_dev, status.st_ino) for status in found.values())
    return {f: s.st_nlink - inodes[s.st_dev, s.st_ino] for f, s in found.items()}


def _is_written(file: Path, outcome: Outcome) -> bool:
    """Whether the file has its new contents. Raises CannotSave where it may not get them."""
    try:
        there = file.read_bytes() if os.path.lexists(file) else None
    except OSError as error:
        raise CannotSave(f"{file}: {error.strerror}: nothing was written") from None
    if outcome.before is None and there is not None and there != outcome.after.data:
        raise CannotSave(f"{file} is there with other contents: move it away; nothing was written")
    if outcome.before is not None and there != outcome.before.data:
        raise CannotSave(f"{file} changed since it was read: run this again; nothing was written")
    if there is not None and not os.access(file, os.W_OK):
        raise CannotSave(
            f"{file} is read-only: make it writable (`chmod u+w`) or run this as its owner; "
            "nothing was written"
        )
    if there != outcome.after.data:
        return False
    return _keeps_mode(outcome) or S_IMODE(file.stat().st_mode) == outcome.after.mode


def _real_file(site: Site, outcome: Outcome) -> Path:
    """Where a file of a node stands on this machine, symbolic links followed inside the node."""
    node = next(n for n in site.nodes if n.name == outcome.node and _has(n, outcome))
    if node.name is None:
        return Path(os.path.realpath(outcome.path))
    files = NodeFiles(node.source, node.name)
    existing, missing = outcome.path, ""
    while (real := files.resolve(existing)) is None:
        existing, name = split(existing)
        missing = join(name, missing) if missing else name
    return Path(files.shown(join(real, missing) if missing else real))


def _has(node: Node, outcome: Outcome) -> bool:
    return outcome.before is None or outcome.path in node.files
