# SPDX-License-Identifier: Apache-2.0
"""A plan carried out on the hosts it was made for, from its first step or from where it stands."""

from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from holdfast.apply.node.share import nodes_of
from holdfast.apply.nodes import Nodes
from holdfast.apply.run import Outcome, Tell, begin, carry_out
from holdfast.apply.standing import Idle, Unfinished
from holdfast.apply.undo import claim
from holdfast.model.site import File, Site
from holdfast.model.steps import Step


def changed_meanwhile(base: Site, present: Site, wanted: Site) -> tuple[str, ...]:
    """The files that are neither as they were read nor as they shall be."""
    return tuple(_changed(base, present, wanted))


def left_there(base: Site, present: Site, wanted: Site) -> Site:
    """`wanted` with the files that came to the hosts since they were read: nobody said that these
    should go."""
    read = {node.name: node.files for node in base.nodes}
    here = {node.name: node.files for node in present.nodes}
    return replace(
        wanted,
        nodes=tuple(
            replace(node, files=_with_new(node.files, here[node.name], read[node.name]))
            if node.name in read and node.name in here
            else node
            for node in wanted.nodes
        ),
    )


def _with_new(
    wanted: Mapping[str, File], here: Mapping[str, File], read: Mapping[str, File]
) -> Mapping[str, File]:
    new = {path: file for path, file in here.items() if path not in read and path not in wanted}
    return {**wanted, **new}


def _changed(base: Site, present: Site, wanted: Site) -> Iterator[str]:
    goal = {node.name: node for node in wanted.nodes}
    read = {node.name: node for node in base.nodes}
    for node in present.nodes:
        if node.name not in goal or node.name not in read:
            continue
        for path, file in node.files.items():
            old, new = read[node.name].files.get(path), goal[node.name].files.get(path)
            known = [one.data for one in (old, new) if one is not None]
            if known and file.data not in known:
                yield f"{node.name}: {path}"


def start(
    nodes: Nodes, idle: Idle, steps: tuple[Step, ...], present: Site, wanted: str, tell: Tell
) -> Outcome:
    """Carry out steps that were made for hosts as in `present`.

    Raises what `begin` raises, with every node as it was.
    """
    for name, one in idle.leftover.items():
        claim(nodes, {name: one})
        nodes.of_run(one.run, [name], "forget")
    tell(f"keeping what {' and '.join(dict.fromkeys(n for s in steps for n in nodes_of(s)))} have")
    begun = begin(nodes, steps, present, wanted)
    return carry_out(nodes, begun.run, begun.outline, {}, tell)


def finish(nodes: Nodes, stands: Unfinished, tell: Tell) -> Outcome:
    """Go on with a run. Raises Refused where another control machine is at it."""
    claim(nodes, stands.held)
    return carry_out(nodes, stands.run, stands.outline, stands.done, tell)
