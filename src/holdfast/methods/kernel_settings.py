# SPDX-License-Identifier: Apache-2.0
"""Kernel settings made to hold: corrected where a file of the node sets them, else added."""

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from posixpath import basename

from holdfast.load.sysctl import dotted
from holdfast.methods.file_end import append_or_create
from holdfast.model.change import Change, FileEdit
from holdfast.model.site import File, Node
from holdfast.render.sysctl import sysctl_lines
from holdfast.text.edit import Edit
from holdfast.text.span import Span

_LINE = re.compile(rb"^[ \t]*-?([^\s=#;][^=\n]*?)[ \t]*=[ \t]*([^\n]*?)[ \t\r]*$", re.MULTILINE)
"""A setting as sysctl.d(5) has it: a `-` before the name forgives errors."""

IN_FORCE = (
    "kernel settings are in force after `sysctl --system` or a reboot; a container or a network "
    "namespace has its own and does not see these"
)


def set_settings(
    node: Node, wanted: Mapping[str, int], path: str, reasons: tuple[str, ...]
) -> tuple[Change, ...]:
    """Changes after which every line of the node's own files says what is wanted.

    Every line that sets it otherwise is corrected where it stands, so whichever systemd-sysctl
    reads last is right; what no file sets is added to the file at `path`.
    """
    lines = [line for file in _own_files(node) for line in _lines(file)]
    stated = {dotted(name) for name, _, _ in lines}
    corrected = tuple(
        FileEdit(node.name, place_path, Edit(span, str(value).encode()))
        for name, value in wanted.items()
        for found, place_path, span in lines
        if dotted(found) == dotted(name) and _text(node, place_path, span) != str(value)
    )
    missing = {name: value for name, value in wanted.items() if dotted(name) not in stated}
    if not missing:
        return corrected
    text = sysctl_lines(reasons, missing)
    return (*corrected, append_or_create(node, _behind_others(node, missing, path), text))


def _own_files(node: Node) -> Iterator[File]:
    """The files that systemd-sysctl reads and the operator owns; links may lead it elsewhere."""
    places = [setting.place for setting in node.sysctls.settings.values()]
    found = {place.path for place in places if place and place.path.startswith("/etc/")}
    passed_over = {s.place.path for s in node.sysctls.unread.values() if s.place}
    for path, file in node.files.items():
        usual = path == "/etc/sysctl.conf" or fnmatchcase(path, "/etc/sysctl.d/*.conf")
        if (usual and path not in passed_over) or path in found:
            yield file


def _behind_others(node: Node, names: Iterable[str], path: str) -> str:
    """A name for the file that sorts behind those of packages which set one of the names."""
    places = [s.place for name in names if (s := node.sysctls.settings.get(dotted(name)))]
    last = max((basename(place.path) for place in places if place), default="")
    return path if last < basename(path) else path.replace("/60-", "/zz-")


def _lines(file: File) -> Iterator[tuple[str, str, Span]]:
    for match in _LINE.finditer(file.data):
        yield match[1].decode("utf-8", "replace"), file.path, Span(*match.span(2))


def _text(node: Node, path: str, span: Span) -> str:
    return node.files[path].data[span.start : span.end].decode("utf-8", "replace")
