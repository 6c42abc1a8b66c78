# SPDX-License-Identifier: Apache-2.0
"""Where a value was read."""

from typing import NamedTuple

from holdfast.text.span import Span


class Place(NamedTuple):
    """Some bytes of a file of a node.

    `node` is None for a file that was named on its own; `path` is then as it was given, else
    absolute inside the node.
    """

    node: str | None
    path: str
    span: Span
