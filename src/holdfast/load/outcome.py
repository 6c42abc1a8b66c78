# SPDX-License-Identifier: Apache-2.0
"""What changes make of a site's files."""

from collections.abc import Iterable
from typing import assert_never

from msgspec import Struct
from msgspec.structs import replace

from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.model.site import File, Site
from holdfast.text.edit import Edit, apply_edits

Key = tuple[str | None, str]


class Clash(ValueError):
    """A change that does not fit the files: what, and what to do, in one line."""


class Outcome(Struct, frozen=True):
    """A file as it is (None where it is new) and as it is to be."""

    node: str | None
    path: str
    before: File | None
    after: File


def outcomes(site: Site, changes: Iterable[Change]) -> tuple[Outcome, ...]:
    """The files that the changes alter or create, in the order in which they are first named.

    Equal changes count once; a new file that is there already with the same bytes is none. Raises
    Clash for one that is there with others, for an edit of a file that is not there, and
    OverlapError for two edits of the same bytes.
    """
    files = {(node.name, path): f for node in site.nodes for path, f in node.files.items()}
    edits: dict[Key, list[Edit]] = {}
    modes: dict[Key, int] = {}
    created: dict[Key, File] = {}
    for change in changes:
        key = (change.node, change.path)
        match change:
            case FileEdit():
                edits.setdefault(key, []).append(change.edit)
            case NewFile():
                file = File(change.path, change.data, change.mode)
                if created.setdefault(key, file) != file:
                    raise Clash(f"{_shown(key)}: two different files are to be created here")
            case NewMode():
                edits.setdefault(key, [])
                if modes.setdefault(key, change.mode) != change.mode:
                    raise Clash(f"{_shown(key)}: two different modes are wanted here")
            case _:
                assert_never(change)
    found = [_edited(k, files.get(k), wanted, modes.get(k)) for k, wanted in edits.items()]
    found += [
        Outcome(*key, None, file)
        for key, file in created.items()
        if not _is_there(key, file, files.get(key))
    ]
    return tuple(found)


def _edited(key: Key, before: File | None, edits: list[Edit], mode: int | None) -> Outcome:
    if before is None:
        raise Clash(f"{_shown(key)} is not there: it cannot be edited")
    after = replace(before, data=apply_edits(before.data, edits))
    return Outcome(*key, before, after if mode is None else replace(after, mode=mode))


def _is_there(key: Key, wanted: File, there: File | None) -> bool:
    if there is not None and there.data != wanted.data:
        raise Clash(f"{_shown(key)} is there with other contents: move it away first")
    return there is not None


def _shown(key: Key) -> str:
    node, path = key
    return f"{node}: {path}" if node else path
