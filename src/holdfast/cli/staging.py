# SPDX-License-Identifier: Apache-2.0
"""Files written beside those they are to replace, then all put in place, or none."""

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_SUFFIX = ".holdfast"
_NO_HARD_LINKS = (errno.EPERM, errno.ENOTSUP, errno.ENOSYS, errno.EMLINK)
"""What link(2) says on file systems without them."""


class NotPutBack(Exception):
    """Files that have their new contents and could not get their former ones back, and those."""

    def __init__(self, lost: dict[Path, Path | None]) -> None:
        told = (f"{file} (was: {kept or 'not there'})" for file, kept in lost.items())
        super().__init__("could not be put back, do it by hand: " + ", ".join(told))


class Staging:
    """`prepare` every file, then `commit`; leaving the block removes whatever is left over.

    After an OSError from either the files are as they were before.
    """

    def __init__(self) -> None:
        self._staged: dict[Path, Path] = {}
        self._left_over: set[Path] = set()
        self._folders: list[Path] = []

    def __enter__(self) -> "Staging":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._left_over:
            with suppress(OSError):
                file.unlink()
        for folder in reversed(self._folders):
            with suppress(OSError):
                folder.rmdir()  # fails where it is of use now

    def prepare(self, target: Path, data: bytes, mode: int, *, keeps_mode: bool = True) -> None:
        """Write the whole file, synced, beside its target.

        It gets owner, group, mode and readable extended attributes of the target; a new one gets
        `mode` and the owner of its folder, which is made where it is missing. A target that does
        not keep its mode gets the other one, too.
        """
        self._make_folder(target.parent)
        descriptor, name = tempfile.mkstemp(_SUFFIX, f".{target.name}.", target.parent)
        self._left_over.add(Path(name))
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            if target.exists():
                _copy_status(target, descriptor)
            else:
                _give_to_owner_of(target.parent, descriptor)
            if not (target.exists() and keeps_mode):
                os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        self._staged[target] = Path(name)

    def commit(self) -> None:
        """Put all files in place; at the first that fails, put back those before it."""
        done: dict[Path, Path | None] = {}
        try:
            for target, written in self._staged.items():
                done[target] = self._keep(target, written)
                os.replace(written, target)
                self._left_over.discard(written)
        except BaseException:
            self._put_back(done)
            raise
        for folder in {target.parent for target in self._staged}:
            _sync_folder(folder)

    def _keep(self, target: Path, written: Path) -> Path | None:
        """Another name for what stands at the target; None where nothing does."""
        if not target.exists():
            return None
        kept = written.with_name(f"{written.name}.before")
        self._left_over.add(kept)
        try:
            os.link(target, kept)
        except OSError as error:
            if error.errno not in _NO_HARD_LINKS:
                raise
            shutil.copy2(target, kept)
        return kept

    def _put_back(self, done: dict[Path, Path | None]) -> None:
        """Undo every rename that took place. Raises NotPutBack where one cannot be undone."""
        lost = {target: kept for target, kept in done.items() if not _restored(target, kept)}
        if lost:
            self._left_over.difference_update(kept for kept in lost.values() if kept is not None)
            raise NotPutBack(lost)

    def _make_folder(self, folder: Path) -> None:
        missing = [f for f in (folder, *folder.parents) if not f.exists()]
        for made in reversed(missing):
            made.mkdir(0o755)
            self._folders.append(made)
            descriptor = os.open(made, os.O_RDONLY | os.O_DIRECTORY)
            try:
                _give_to_owner_of(made.parent, descriptor)
            finally:
                os.close(descriptor)


def _restored(target: Path, kept: Path | None) -> bool:
    """Put the kept file back, or remove a new one; whether the target is now as it was."""
    try:
        if kept is None:
            target.unlink(missing_ok=True)
        elif not (target.exists() and target.samefile(kept)):
            os.replace(kept, target)
    except OSError:
        return False
    return True


def _copy_status(source: Path, descriptor: int) -> None:
    """Owner, group, mode, then the attributes: an access control list goes with the mode."""
    wanted, has = source.stat(), os.fstat(descriptor)
    if (wanted.st_uid, wanted.st_gid) != (has.st_uid, has.st_gid):
        os.fchown(descriptor, wanted.st_uid, wanted.st_gid)
    os.fchmod(descriptor, wanted.st_mode & 0o7777)
    with suppress(OSError):
        for name in os.listxattr(source):
            with suppress(OSError):
                os.setxattr(descriptor, name, os.getxattr(source, name))


def _give_to_owner_of(folder: Path, descriptor: int) -> None:
    """As root, let a new file belong to whom its folder belongs; anybody else's stays theirs."""
    if os.geteuid() == 0:
        status = folder.stat()
        os.fchown(descriptor, status.st_uid, status.st_gid)


def _sync_folder(folder: Path) -> None:
    """Make the renames last; not every file system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
