# SPDX-License-Identifier: Apache-2.0
"""What two states of a site's files differ in, as changes to the first."""

import os
from collections.abc import Iterator

from holdfast.model.change import Change, FileEdit, NewFile, NewMode
from holdfast.model.site import File, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span


def difference(before: Site, after: Site) -> Iterator[Change]:
    """The changes that make the files of `before` those of `after`; no file ever goes away."""
    for old_node, new_node in zip(before.nodes, after.nodes, strict=True):
        for path, file in new_node.files.items():
            old = old_node.files.get(path)
            if old is None:
                yield NewFile(new_node.name, path, file.data, file.mode)
                continue
            if old.data != file.data:
                yield FileEdit(new_node.name, path, _edit(old, file))
            if old.mode != file.mode:
                yield NewMode(new_node.name, path, file.mode)


def _edit(old: File, new: File) -> Edit:
    """One edit from the first byte that differs to the last."""
    start = len(os.path.commonprefix((old.data, new.data)))  # noqa: RUF071 -- bytes, no paths
    left, right = old.data[start:][::-1], new.data[start:][::-1]
    end = len(os.path.commonprefix((left, right)))  # noqa: RUF071 -- bytes, no paths
    return Edit(Span(start, len(old.data) - end), new.data[start : len(new.data) - end])
