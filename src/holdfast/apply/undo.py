# SPDX-License-Identifier: Apache-2.0
"""The newest run taken back from what lies on the nodes themselves, from any control machine."""

from collections.abc import Mapping

from msgspec import Struct

from holdfast.apply.control import is_gone
from holdfast.apply.node.outline import Outline
from holdfast.apply.node.record import Record
from holdfast.apply.nodes import Lost, Nodes
from holdfast.apply.run import Broken, Tell, forget, go_back
from holdfast.apply.standing import Refused, newest


class Undone(Struct, frozen=True):
    """The nodes are as they were before the run."""

    run: str
    nodes: tuple[str, ...]


def claim(nodes: Nodes, held: Mapping[str, Record]) -> None:
    """From now on nobody else works on these nodes. Raises Refused where somebody does."""
    for name, one in held.items():
        gone = one.held_by if one.held_by and is_gone(one.held_by) else ""
        told = nodes.anew([name], "claim", one.run, nodes.me, gone)[name]
        if isinstance(told, Lost) or told.word != "claimed":
            raise Refused(f"{name}: {told.why}")


def undo(
    nodes: Nodes, found: Mapping[str, Record | None], tell: Tell, *, force: bool = False
) -> Undone | Broken:
    """Take back every step of the newest run that was begun.

    Files that somebody changed since are put back only with `force`: theirs is kept on the node.
    Raises Refused, AnsibleError.
    """
    held = newest(found)
    if not held:
        raise Refused("there is nothing to undo on these nodes")
    one = next(iter(held.values()))
    _require_names(one.outline, set(held))
    _require_together(one.outline, set(held), set(found))
    changed = [f"{name}: {path}" for name, own in held.items() for path in own.changed]
    if changed and not force:
        raise Refused(
            f"somebody changed {', '.join(changed)} since: take that away first, or put the "
            "backup in its place with --force, which keeps the other on the node"
        )
    claim(nodes, held)
    tell(f"back to what was before {one.run}")
    steps = {name: own.begun for name, own in held.items()}
    stuck = go_back(nodes, one.run, one.outline, steps, ("--force",) if force else ())
    if stuck is not None:
        return stuck
    return forget(nodes, one.run, list(held)) or Undone(one.run, tuple(held))


def _require_names(outlined: Outline, held: set[str]) -> None:
    """The steps are by the names that the nodes had then: by another one nothing would be taken
    back, and the backup would go all the same."""
    strange = sorted(held - set(outlined.nodes))
    if strange:
        raise Refused(
            f"{' and '.join(strange)} had another name when this was applied, to "
            f"{' and '.join(outlined.nodes)}: name the hosts so, in an inventory with their "
            "addresses (ansible_host) where ssh does not know these names"
        )


def _require_together(outlined: Outline, held: set[str], found: set[str]) -> None:
    """What nodes agreed on is taken back on all of them, or two would own the VIP."""
    for together in outlined.together:
        missing = sorted(together - found)
        if missing and together & held:
            raise Refused(f"{' and '.join(missing)} was changed together with these: name it, too")
