# SPDX-License-Identifier: Apache-2.0
"""What a tracked file says of HAProxy, as far as the node's units show it."""

from typing import NamedTuple

from holdfast.model.proof import OPAQUE, Answer, Proof
from holdfast.model.site import Node
from holdfast.model.told_file import ToldFile
from holdfast.model.unit import HAPROXY, Unit
from holdfast.model.vrrp import TrackObject

LEAST, MOST = -254, 253
"""What a tracked file may add (process_update_vrrp_track_file_status, track_file.c)."""


class FileSays(NamedTuple):
    """`boot` is what it says while HAProxy has not yet been started since the node's boot.

    `factor` is the number with which it fails: a weight is multiplied by it.
    """

    proof: Proof
    boot: Answer
    factor: int = 1


UNKNOWN = OPAQUE._replace(says="is a file of which the files do not tell who writes it")


def file_says(node: Node, tracked: TrackObject | None) -> FileSays:
    """A file holds 0 where it is well, and where it is missing (process_track_file).

    UNKNOWN for one that haproxy.service does not write, and where more hangs on the past than
    whether HAProxy runs, or has run since the node's boot: one that fails with two numbers, too.
    """
    if tracked is None:
        return FileSays(UNKNOWN, "either")
    begins = (tracked.initial or 0) if tracked.volatile or tracked.overwrites else None
    told = node.told_files.get(tracked.path)
    if told is None or tracked.overwrites:
        return FileSays(UNKNOWN, _boots(begins))
    says = _told_once(told, begins) if told.ended is None else _told(node, told, told.ended, begins)
    return says or FileSays(UNKNOWN, _boots(begins))


def _told_once(told: ToldFile, begins: int | None) -> FileSays | None:
    """It holds what it begins with until HAProxy first listens, and then the other for good."""
    numbers = {told.listening, begins} - {0}
    if begins is None or len(numbers) > 1:
        return None
    well, boot = _answer(told.listening), _answer(begins)
    says = f"is told {told.listening} once HAProxy listens, and nothing new once it has ended"
    dead: Answer = well if well == boot else "stays"
    return FileSays(Proof(well, dead, well, says), boot, max(filter(None, numbers), default=1))


def _told(node: Node, told: ToldFile, ended: int, begins: int | None) -> FileSays | None:
    boot = _boots(begins)
    numbers = {told.listening, begins or 0, ended} - {0}
    unit = node.units.get(HAPROXY, Unit(HAPROXY))
    if len(numbers) > 1 or not (unit.enabled or boot == _answer(ended)):
        return None
    says = f"is told {told.listening} once HAProxy listens, and {ended} once it has ended"
    well = _answer(told.listening)
    first = well if boot == "either" else boot
    return FileSays(Proof(well, _answer(ended), well, says), first, max(numbers, default=1))


def file_shares(own: int, factor: int, *, reverse: bool) -> tuple[int, int]:
    """What a weight adds while the file holds 0, and while it holds the factor."""
    added = (-own if reverse else own) * factor
    return 0, max(LEAST, min(MOST, added))


def _boots(begins: int | None) -> Answer:
    return "either" if begins is None else _answer(begins)


def _answer(number: int) -> Answer:
    return "fails" if number else "succeeds"
