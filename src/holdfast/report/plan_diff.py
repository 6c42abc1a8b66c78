# SPDX-License-Identifier: Apache-2.0
"""The changed files of a plan as unified diffs, without a secret."""

from collections.abc import Iterable

from holdfast.apply.plan.files import ChangedFile
from holdfast.load.secrets import has_key, without
from holdfast.report.diff import file_diff


def plan_diff(files: Iterable[ChangedFile], hidden: frozenset[str]) -> str:
    """All files, one after the other; of one with a private key only that it changes.

    `hidden` are the words that stand nowhere in it: it is to be read, and no patch.
    """
    return "".join(shown_diff(file, hidden) for file in files)


def shown_diff(file: ChangedFile, hidden: frozenset[str]) -> str:
    """One file's."""
    if has_key(file.before) or has_key(file.after):
        return f"{file.node}{file.path} changes; it has a private key and is not shown\n"
    return without(hidden, file_diff(file.node, file.path, file.before, file.after))
