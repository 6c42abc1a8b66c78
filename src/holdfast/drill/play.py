# SPDX-License-Identifier: Apache-2.0
"""Plays the faults on a site, in one lab or in several side by side."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from math import inf
from typing import NamedTuple

from msgspec.structs import replace

from holdfast.drill.fault import Fault
from holdfast.drill.journal import journals
from holdfast.drill.one_lab import Play
from holdfast.drill.record import Drilled, Record
from holdfast.drill.side_by_side import Progress, Turns, side_by_side
from holdfast.drill.stage.stage import Stage, stage
from holdfast.drill.versions import versions
from holdfast.lab.lab import Lab, now_ms
from holdfast.lab.refusal import require_nft
from holdfast.load.secrets import without
from holdfast.model.site import Site


class Seen(NamedTuple):
    """What one lab has seen: its run without a fault, and the faults it played, by name."""

    control: Record
    records: dict[str, tuple[Record, ...]]
    substitutions: tuple[str, ...]


Keep = Callable[[dict[str, str]], None]
"""Given each node's journal, as `journalctl -o short-iso-precise` would write it out."""


def drill(
    site: Site,
    faults: Sequence[Fault],
    progress: Progress,
    downloads: int = 1,
    labs: int = 1,
    keep: Keep | None = None,
    delay_ms: float = 0.0,
) -> Drilled:
    """Build the site's lab, run without a fault, then play every phase of every fault.

    So many long downloads are under way all the time, 1 or more. Of several `labs` each plays what
    no other has begun; the control run is the noisiest of theirs; `keep` is called by each. A frame
    takes `delay_ms` from node to node. Raises LabError where a lab cannot be built or is lost, or
    a program is missing: before any is built.
    """
    if delay_ms or any(fault.loses_frames for fault in faults):
        require_nft()
    staged = _delayed(stage(site), delay_ms)
    epoch_ms = datetime.now(UTC).timestamp() * 1000 - now_ms()
    began = datetime.now(UTC).isoformat(timespec="seconds")
    turns = Turns(faults, progress)

    def in_a_lab(number: int) -> Seen:
        told = turns.told_by(number)
        told("building the lab")
        with Lab(staged.spec) as lab:
            play = Play(lab, site, staged, told, downloads, turns.go_on)
            control = play.control()
            records = {fault.name: tuple(play.fault(fault)) for fault in turns.faults()}
            told("")
            if keep is not None:
                keep(_journals(lab, staged, epoch_ms))
            return Seen(control, records, lab.substitutions)

    seen = side_by_side(min(labs, len(faults)) or 1, turns, in_a_lab)
    return _put_together(site.name, began, staged, seen, faults)


def _put_together(
    name: str, began: str, staged: Stage, seen: Sequence[Seen], faults: Sequence[Fault]
) -> Drilled:
    """What all labs have seen, in the order of the faults."""
    told = dict.fromkeys(text for one in seen for text in one.substitutions)
    played = {fault: records for one in seen for fault, records in one.records.items()}
    return Drilled(
        name,
        began,
        versions(),
        staged.substitutions + tuple(told),
        max((one.control for one in seen), key=_noise),
        tuple(record for fault in faults for record in played[fault.name]),
    )


def _delayed(staged: Stage, delay_ms: float) -> Stage:
    """The same with a distance between the nodes."""
    if not delay_ms:
        return staged
    told = f"the way between nodes: a program holds each frame for {delay_ms:g} ms"
    return replace(
        staged,
        spec=replace(staged.spec, delay_ms=delay_ms),
        substitutions=(*staged.substitutions, told),
    )


def _journals(lab: Lab, staged: Stage, epoch_ms: float) -> dict[str, str]:
    found = journals(lab.events(), epoch_ms)
    return {node: without(staged.secrets, text) for node, text in found.items()}


def _noise(control: Record) -> tuple[bool, float]:
    """A site that does not even hold without a fault is worst, then the longest gap."""
    gap_ms = inf if control.outage_ms is None else control.outage_ms
    return control.verdict != "held", gap_ms
