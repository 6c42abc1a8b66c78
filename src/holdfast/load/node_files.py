# SPDX-License-Identifier: Apache-2.0
"""The files of one node: a folder seen as the root of a file system.

Symbolic links are followed as the node itself would follow them: an absolute target starts at the
node's folder, and `..` does not leave it. Whatever cannot be read is an error, never an exception.
"""

import os
import stat
from collections.abc import Iterator
from fnmatch import fnmatchcase
from posixpath import dirname, join, normpath
from typing import Protocol

from holdfast.load.reading import Unreadable, read_regular_file
from holdfast.model.place import Place
from holdfast.model.site import File, LoadError
from holdfast.text.span import Span

MOST_LINKS = 40
"""As in the kernel: a path that crosses more symbolic links is a loop (path_resolution(7))."""


class Entry(Protocol):
    """What is needed of an os.DirEntry."""

    @property
    def path(self) -> str: ...

    def is_symlink(self) -> bool: ...


Listing = dict[str, Entry]


class NodeFiles:
    """Reads below `folder`, each file once; `files` and `errors` have what came of it.

    Paths are absolute inside the node. A file that several names lead to has one entry, under the
    path without symbolic links; `links` leads there from the other names.
    """

    def __init__(self, folder: str, node: str | None) -> None:
        self.folder = folder
        self.node = node
        self.files: dict[str, File] = {}
        self.links: dict[str, str] = {}
        self.errors: list[LoadError] = []
        self._listings: dict[str, Listing] = {}
        self._refused: set[str] = set()
        self._absent: set[str] = set()
        self._real: dict[str, str] = {}

    def place(self, path: str, start: int, end: int) -> Place:
        """Some bytes of a file of this node."""
        return Place(self.node, path, Span(start, end))

    def refuse(self, path: str, message: str) -> None:
        """Record an error about a file, once."""
        error = LoadError(self.shown(path), message)
        if error not in self.errors:
            self.errors.append(error)

    def shown(self, path: str) -> str:
        """How messages name a path of this node."""
        return path if self.folder == "/" else self.folder.rstrip("/") + path

    def read(self, path: str) -> File | None:
        """The file, or None where there is none or it is refused, with an error."""
        try:
            real = self.resolve(path)
        except Unreadable as error:
            self._give_up(path, error)
            return None
        if real is None or real in self.files:
            return self._found_at(path, real)
        if real in self._refused:
            return None
        try:
            data, mode = read_regular_file(self.shown(real))
        except Unreadable as error:
            self._give_up(real, error)
            return None
        self.files[real] = File(real, data, mode)
        return self._found_at(path, real)

    def peek(self, path: str, largest: int) -> File | None:
        """As `read`, but whatever stands in the way is no error; nor is a file over `largest`."""
        try:
            real = self.resolve(path)
            if real is None or real in self.files or real in self._refused:
                return self._found_at(path, real)
            status = os.stat(self.shown(real))
            if not stat.S_ISREG(status.st_mode) or status.st_size > largest:
                return None
            data, mode = read_regular_file(self.shown(real))
        except (OSError, ValueError, Unreadable):
            return None
        self.files[real] = File(real, data, mode)
        return self._found_at(path, real)

    def _found_at(self, path: str, real: str | None) -> File | None:
        """The file that was read at `real`, from now on to be found by the other path too."""
        file = self.files.get(real or "")
        if file is not None and file.path != path:
            self.links[path] = file.path
        return file

    def names_quietly(self, folder: str) -> list[str]:
        """As `names`, but a folder that cannot be read is no error."""
        try:
            real = self.resolve(folder)
        except Unreadable:
            return []
        return self.names(folder) if real is not None and self._may_list(real) else []

    def _may_list(self, folder: str) -> bool:
        return os.access(self.shown(folder), os.R_OK | os.X_OK)

    def names(self, folder: str) -> list[str]:
        """The names in a folder, sorted by their bytes; none where there is no such folder."""
        try:
            real = self.resolve(folder)
        except Unreadable as error:
            self._give_up(folder, error)
            return []
        return sorted(self._list(real), key=os.fsencode) if real is not None else []

    def link(self, path: str) -> str | None:
        """The target of a symbolic link as written, or None for what is no link."""
        try:
            folder = self.resolve(dirname(path))
        except Unreadable:
            return None
        entry = self._list(folder).get(path.rpartition("/")[2]) if folder is not None else None
        return os.readlink(entry.path) if entry is not None and entry.is_symlink() else None

    def resolve(self, path: str) -> str | None:
        """The path without symbolic links, or None where it leads nowhere.

        Raises Unreadable for a loop and for a link whose target is missing.
        """
        folder, _, name = path.rpartition("/")
        if name in ("", ".", ".."):
            folder = path
        if folder in self._absent:
            return None
        if folder in self._real and folder != path:
            entry = self._list(self._real[folder]).get(name)
            if entry is None or not entry.is_symlink():
                return None if entry is None else join(self._real[folder], name)
        return self._follow(path, folder)

    def _follow(self, path: str, folder: str) -> str | None:
        """Part by part, remembering where the folder led to, or that it led nowhere."""
        todo = path.strip("/").split("/")[::-1]
        done: list[str] = []
        links = 0
        outside = ""  # the target of a link, as written, that leads out of the node's folder
        behind_link = len(todo)  # what is left to do once the target of a link is behind us
        while todo:
            part = todo.pop()
            if part == "..":
                del done[-1:]
            if part in ("", ".", ".."):
                continue
            here = "/" + "/".join(done)
            if not todo and not links and folder != path:
                self._real[folder] = here
            entry = self._list(here).get(part)
            if entry is None:
                if links and len(todo) >= behind_link:
                    raise self._dangling(join(here, part, *todo[behind_link:][::-1]), outside)
                if todo:
                    self._absent.add(folder)
                return None
            if not entry.is_symlink():
                done.append(part)
                continue
            links += 1
            if links > MOST_LINKS:
                raise Unreadable("is a loop of symbolic links: remove one of them")
            behind_link = min(behind_link, len(todo))
            target = os.readlink(entry.path)
            outside = outside or (target if _climbs_out(here, target) else "")
            if target.startswith("/"):
                done = []
            todo += target.strip("/").split("/")[::-1]
        return "/" + "/".join(done)

    def _dangling(self, missing: str, outside: str) -> Unreadable:
        """What is wrong with a link whose target is not there inside the node."""
        if outside and self.folder != "/":
            return Unreadable(
                f"is a symbolic link to {outside}, outside the node's folder, where the node "
                "itself sees nothing: put the file into the folder"
            )
        return Unreadable(f"is a symbolic link to {missing}, which is not there")

    def is_missing(self, path: str) -> bool:
        """Whether there is nothing; a path that cannot be followed is no such case."""
        try:
            return self.resolve(path) is None
        except Unreadable:
            return False

    def is_folder(self, path: str) -> bool:
        """Whether the path leads to a folder."""
        return self.real_folder(path) is not None

    def real_folder(self, path: str) -> str | None:
        """Where the path leads, if that is a folder."""
        try:
            real = self.resolve(path)
            is_folder = real is not None and stat.S_ISDIR(os.stat(self.shown(real)).st_mode)
            return real if is_folder else None
        except (OSError, ValueError, Unreadable):
            return None

    def status(self, path: str) -> os.stat_result | None:
        """What stat(2) says of where the path leads, or None."""
        try:
            real = self.resolve(path)
            return None if real is None else os.stat(self.shown(real))
        except (OSError, ValueError, Unreadable):
            return None

    def forget(self, path: str) -> None:
        """Drop a file that was read."""
        self.files.pop(path, None)

    def glob(self, pattern: str) -> list[str]:
        """The paths that match an absolute pattern with `*`, `?`, `[…]`, sorted, as in glob(7)."""
        return self._walk("/", pattern)

    def _walk(self, start: str, pattern: str) -> list[str]:
        found = [start]
        for part in pattern.strip("/").split("/"):
            found = [path for folder in found for path in self._match(folder, part)]
        return found

    def _match(self, folder: str, part: str) -> Iterator[str]:
        if not any(wild in part for wild in "*?["):
            if part in ("", ".", "..") or part in self.names(folder):
                yield join(folder, part)
            return
        for name in self.names(folder):
            if fnmatchcase(name, part) and (name[0] != "." or part[0] == "."):
                yield join(folder, name)

    def _list(self, folder: str) -> Listing:
        listing = self._listings.get(folder)
        if listing is None:
            listing = self._listings[folder] = self._scan(folder)
        return listing

    def _scan(self, folder: str) -> Listing:
        try:
            with os.scandir(self.shown(folder)) as entries:
                return {entry.name: entry for entry in entries}
        except (FileNotFoundError, NotADirectoryError):
            return {}
        except OSError as error:
            self._give_up(folder, Unreadable.because(error))
            return {}

    def _give_up(self, path: str, error: Unreadable) -> None:
        if path not in self._refused:
            self._refused.add(path)
            self.errors.append(LoadError(self.shown(path), str(error)))


def _climbs_out(folder: str, target: str) -> bool:
    """Whether the target of a link in this folder has more `..` than there are folders."""
    return not target.startswith("/") and normpath(join(folder[1:], target)).startswith("..")
