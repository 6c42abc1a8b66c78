# SPDX-License-Identifier: Apache-2.0
"""A file of HAProxy's looks as if its end were missing: HAProxy refuses it."""

from collections.abc import Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.model.change import FileEdit
from holdfast.model.place import Place
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.line import line_start
from holdfast.text.span import Span


def check(site: Site) -> Iterator[Finding]:
    """Each file with a NUL byte, or without a newline at its end (readcfgfile, cfgparse.c)."""
    for node in site.nodes:
        for path in node.haproxy.paths:
            data = node.files[path].data
            nul = data.find(b"\0")
            if nul >= 0:
                yield _with_nul(node, path, nul)
            elif data and not data.endswith(b"\n"):
                yield _without_newline(node, path, data)


def _with_nul(node: Node, path: str, at: int) -> Finding:
    return Finding(
        "a NUL byte stands here: HAProxy takes the file for damaged and does not start; a power "
        "cut leaves such bytes, so put the file back from where it came",
        Place(node.name, path, Span(at, at + 1)),
    )


def _without_newline(node: Node, path: str, data: bytes) -> Finding:
    end = len(data)
    return Finding(
        "the last line has no newline: HAProxy takes the file for cut off and does not start; see "
        "that nothing is missing behind it, then end the line",
        Place(node.name, path, Span(line_start(data, end), end)),
        fix=Fix("unsafe", (FileEdit(node.name, path, Edit(Span(end, end), b"\n")),)),
    )
