# SPDX-License-Identifier: Apache-2.0
"""From what the hosts have to what they should have, as stages of steps: docs/decisions/0011.

The backups first, the owner last. Where something on the owner restarts, its VIPs are moved away
before and back after. What the nodes must agree on comes last, on all of them together.
"""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.apply.plan.complete import completed
from holdfast.apply.plan.files import ChangedFile, changed_files, changed_links
from holdfast.apply.plan.host_acts import left_alone
from holdfast.apply.plan.order import stages
from holdfast.apply.plan.owners import owners, seen, settled
from holdfast.apply.plan.stage import Stage
from holdfast.methods.method import Refused
from holdfast.methods.move_ranks import Owners
from holdfast.model.binding import racing_binds
from holdfast.model.group import groups
from holdfast.model.relay import RELAY_UNIT
from holdfast.model.site import Node, Site
from holdfast.model.steps import Step

NFTABLES_PACKAGE = "nftables"

DRAINED_MS = 600_000.0
"""How long the connections on a node that gave its VIPs away may last before it restarts."""


class Planned(Struct, frozen=True):
    """`owners` has who owns the VIPs of each group of `present`; they are not `seen` where no
    facts tell them, but the best rank. `notes` is what the plan leaves to the operator.
    """

    present: Site
    wanted: Site
    owners: Owners
    seen: bool
    files: tuple[ChangedFile, ...]
    stages: tuple[Stage, ...]
    notes: tuple[str, ...] = ()

    @property
    def steps(self) -> tuple[Step, ...]:
        """All of them, in order."""
        return tuple(step for stage in self.stages for step in stage.steps)


def plan(present: Site, wanted: Site, drained_ms: float = DRAINED_MS) -> Planned | Refused:
    """The stages that make the nodes of `present` those of `wanted`; none where they are. A node of
    `wanted` that is no copy of a collected one says nothing about the files that it lacks.

    With the relay, connections on a node that gave its VIPs away are given `drained_ms` to end.
    """
    refused = _refusal(present, wanted)
    if refused is not None:
        return refused
    wanted = completed(present, wanted)
    files, mine = changed_files(present, wanted), owners(present)
    made = stages(present, wanted, files, mine, drained_ms)
    if isinstance(made, Refused):
        return made
    notes = tuple(_links(present, wanted))
    if made:
        notes = (*_not_well(present, mine), *_notes(present, wanted, files), *notes)
    return Planned(present, wanted, mine, seen(present), files, made, notes)


def _refusal(present: Site, wanted: Site) -> Refused | None:
    if any(node.name is None or node.live for node in (*present.nodes, *wanted.nodes)):
        return Refused("a plan needs the folders of whole nodes, as holdfast collect writes them")
    here, there = ([node.name or "" for node in site.nodes] for site in (present, wanted))
    if here != there:
        return Refused(
            f"the nodes are {', '.join(here)} here and {', '.join(there)} there: a plan changes "
            "nodes, and neither adds nor removes one"
        )
    return None


def _not_well(present: Site, owners: Owners) -> Iterator[str]:
    elected = settled(present, owners)
    for group, owner, better in zip(groups(present), owners, elected, strict=True):
        if owner != better:
            yield (
                f"{better} has a better rank than {owner}, which owns {group.vips[0]}: something "
                f"is wrong on {better}, and its turn ends well only once it owns it"
            )


def _notes(present: Site, wanted: Site, files: tuple[ChangedFile, ...]) -> Iterator[str]:
    for before, after in zip(present.nodes, wanted.nodes, strict=True):
        paths = [file.path for file in files if file.node == after.name]
        yield from left_alone(before, after, paths)
        yield from _modes(before, after)
        yield from _kernel(before, after)
        yield from _relay(before, after)
        if paths and next(racing_binds(after), None) is not None:
            yield (
                f"{after.name}: HAProxy cannot bind the VIP while another node owns it "
                "(holdfast explain vip-bind-race): that it runs there is no gate"
            )


def _modes(before: Node, after: Node) -> Iterator[str]:
    for path, file in after.files.items():
        old = before.files.get(path)
        if old is not None and old.mode != file.mode:
            yield (
                f"{after.name}: {path} has mode {old.mode:04o} on the host and {file.mode:04o} in "
                "the folder: modes of files that are there stay"
            )


def _links(present: Site, wanted: Site) -> Iterator[str]:
    for before, after in zip(present.nodes, wanted.nodes, strict=True):
        for path in changed_links(before, after):
            yield (
                f"{after.name}: {path} is not the same symbolic link on the host and in the "
                "folder: links are left alone, change it by hand"
            )


def _kernel(before: Node, after: Node) -> Iterator[str]:
    for name, setting in before.sysctls.settings.items():
        if setting.place is not None and name not in after.sysctls.settings:
            yield f"{after.name}: no file sets {name} any more: it keeps its value until a reboot"


def _relay(before: Node, after: Node) -> Iterator[str]:
    comes = RELAY_UNIT in after.units and RELAY_UNIT not in before.units
    if comes and NFTABLES_PACKAGE not in (after.packages or {}):
        yield f"{after.name}: the relay needs nft: apt install {NFTABLES_PACKAGE}"
