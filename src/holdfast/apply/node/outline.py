# SPDX-License-Identifier: Apache-2.0
"""A run in outline, which lies on every node of it: whoever comes later can go on, or go back."""

from collections.abc import Iterator, Sequence

import msgspec
from msgspec import Struct

from holdfast.apply.node.share import nodes_of
from holdfast.model.steps import Step

VERSION = 0


class Outlined(Struct, frozen=True):
    """A step: the nodes that have a share in it, in order, and which of them act."""

    says: str
    nodes: tuple[str, ...]
    acting: tuple[str, ...]
    commits: bool = False


class Outline(Struct, frozen=True):
    """`wanted` tells runs for the same files from others."""

    wanted: str
    steps: tuple[Outlined, ...]
    version: int = VERSION

    @property
    def nodes(self) -> tuple[str, ...]:
        """All nodes of the run, in the order in which they have something to do."""
        return tuple(dict.fromkeys(node for step in self.steps for node in step.nodes))

    @property
    def together(self) -> tuple[frozenset[str], ...]:
        """The nodes that act from one step that commits to the next."""
        found: list[set[str]] = [set()]
        for step in self.steps:
            found[-1] |= set(step.acting)
            if step.commits:
                found.append(set())
        return tuple(frozenset(nodes) for nodes in found if len(nodes) > 1)

    def unsettled(self, step: int) -> Iterator[int]:
        """The steps that are undone where this one fails: from it down to the last that commits."""
        for number in range(step, 0, -1):
            if number < step and self.steps[number - 1].commits:
                return
            yield number

    def alone_from(self, step: int, node: str) -> int:
        """The first unsettled step where nobody but the node acts in any: it can go back to there
        without a word from anybody. 0 where others act, too."""
        unsettled = tuple(self.unsettled(step))
        acting = {name for number in unsettled for name in self.steps[number - 1].acting}
        return min(unsettled) if acting <= {node} else 0


def outline(steps: Sequence[Step], wanted: str) -> Outline:
    """The steps without what they write."""
    return Outline(
        wanted,
        tuple(
            Outlined(
                step.says,
                tuple(nodes_of(step)),
                tuple(dict.fromkeys(act.node for act in step.acts)),
                step.commits,
            )
            for step in steps
        ),
    )


def written(outlined: Outline) -> bytes:
    """As it lies on the nodes."""
    return msgspec.json.encode(outlined)
