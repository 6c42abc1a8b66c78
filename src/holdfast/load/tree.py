# SPDX-License-Identifier: Apache-2.0
"""Every file of a node folder, for the lab, which shows a node all its files."""

from collections.abc import Mapping
from itertools import islice

from holdfast.load.node_files import NodeFiles
from holdfast.load.surroundings import paths_below, read_surroundings
from holdfast.model.site import File

MOST = 100_000
"""Files; more come only from symbolic links gone wild."""

LARGEST = 64 << 20
"""Bytes of one file."""


def all_files(folder: str) -> Mapping[str, File]:
    """The regular files of a node by their path inside it, under each name that leads to them.

    Left out, without a word: what cannot be read, is special or too large, and symbolic links that
    lead nowhere. Of this host, `/`, only the files that matter: the disk is not walked.
    """
    files = NodeFiles(folder, None)
    if folder == "/":
        read_surroundings(files)
        return files.files
    found = {}
    for path in islice(paths_below(files, "/"), MOST):
        file = files.peek(path, LARGEST)
        if file is not None:
            found[path] = File(path, file.data, file.mode)
    return found
