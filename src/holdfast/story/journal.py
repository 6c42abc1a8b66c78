# SPDX-License-Identifier: Apache-2.0
"""Lines of a journal, whatever wrote it out: when, which host, which program, what it said."""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

import msgspec

from holdfast.story.stamp import STAMP, Stamp, read_stamp, realtime

_LINE = re.compile(
    rf"(?:<\d+>)?(?:{STAMP}) (?P<host>[^\s:\[\]]+) (?P<program>[^\s:\[]+)(?:\[(?P<pid>\d+)\])?: ?"
    r"(?P<text>.*)"
)
_MARK = re.compile(r"-- (?P<word>Boot|Reboot)\b")
_NO_LINE = re.compile(r"-- (?:Logs begin|Journal begins|No entries|cursor)|\s|$")
"""What journalctl writes of itself, and what goes on from the line above."""

SYSTEMD = "systemd"
REBOOT = "-- Boot --"
"""As a line of systemd's: journalctl says so, and no program does."""


class Line(NamedTuple):
    """One line; `host` is "" where the journal did not say."""

    stamp: Stamp
    host: str
    program: str
    text: str


class Unread(NamedTuple):
    """A line that is none of a journal; the first is shown to the user."""

    text: str


class _Entry(msgspec.Struct):
    """journalctl -o json: systemd.journal-fields(7). MESSAGE is a list of bytes where it is no
    UTF-8, and null where it is too long."""

    realtime: str = msgspec.field(name="__REALTIME_TIMESTAMP")
    hostname: str = msgspec.field(name="_HOSTNAME", default="")
    identifier: str = msgspec.field(name="SYSLOG_IDENTIFIER", default="")
    command: str = msgspec.field(name="_COMM", default="")
    message: str | list[int] | None = msgspec.field(name="MESSAGE", default=None)
    boot: str = msgspec.field(name="_BOOT_ID", default="")


_ENTRY = msgspec.json.Decoder(_Entry)


def read_lines(data: Iterable[bytes], today: date) -> Iterator[Line | Unread]:
    """The lines of a file, in its order; JSON and text may not be mixed within one boot.

    Lines that go on from another and journalctl's own are left out.
    """
    booted = False
    boots: dict[str, str] = {}
    for raw in data:
        if raw.startswith(b"{"):
            yield from _entry(raw, boots)
            continue
        text = raw.decode(errors="replace").rstrip("\r\n")
        if _MARK.match(text):
            booted = True
            continue
        line = _line(text, today)
        if line is not None and booted:
            yield line._replace(program=SYSTEMD, text=REBOOT)
            booted = False
        if line is not None:
            yield line
        elif not _NO_LINE.match(text):
            yield Unread(text)


def _line(text: str, today: date) -> Line | None:
    found = _LINE.match(text)
    stamp = found and read_stamp(found, today)
    if not found or not stamp:
        return None
    return Line(stamp, found["host"], found["program"], found["text"])


def _entry(raw: bytes, boots: dict[str, str]) -> Iterator[Line | Unread]:
    """The entry, and before it that its host has booted since the one before."""
    try:
        entry = _ENTRY.decode(raw)
        stamp = realtime(entry.realtime)
    except (ValueError, RecursionError):
        stamp = None
    if stamp is None:
        yield Unread(raw.decode(errors="replace").rstrip("\r\n"))
        return
    if entry.boot and boots.setdefault(entry.hostname, entry.boot) != entry.boot:
        boots[entry.hostname] = entry.boot
        yield Line(stamp, entry.hostname, SYSTEMD, REBOOT)
    match entry.message:
        case str(text):
            pass
        case list(codes):
            text = bytes(code & 255 for code in codes).decode(errors="replace")
        case _:
            text = ""
    yield Line(stamp, entry.hostname, entry.identifier or entry.command, text)
