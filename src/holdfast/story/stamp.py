# SPDX-License-Identifier: Apache-2.0
"""The times that journals and syslog files begin their lines with."""

import re
from datetime import UTC, date, datetime
from functools import lru_cache

from msgspec import Struct

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")

STAMP = (
    r"(?P<iso>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)"
    r"|(?P<short>[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d)(?P<micro>\.\d+)?"
    r"|(?:[A-Z][a-z]{2} )(?P<full>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?) (?P<zone>\S+)"
    r"|(?P<unix>\d{9,}\.\d+)"
)
"""`journalctl -o` short-iso and short-iso-precise (rsyslog's own, too), short and short-precise,
short-full, short-unix: journalctl(1)."""

_MOST_MS = datetime(9000, 1, 1, tzinfo=UTC).timestamp() * 1000
"""Python knows no year beyond 9999, and a clock may be moved."""


class Stamp(Struct, frozen=True):
    """Milliseconds since 1970. `zoned`: counted in UTC, else on the clock of an unnamed zone.

    `precision_ms` is what one more unit in the last digit would be; `offset_min` that of the zone.
    """

    ms: float
    precision_ms: float
    zoned: bool
    offset_min: int = 0


def read_stamp(found: re.Match[str], today: date) -> Stamp | None:
    """The time that STAMP found; None where there is no such day, or none of a journal.

    A stamp without a year is of the last such day that is not after tomorrow.
    """
    try:
        return _of_a_journal(_stamp(found, today))
    except ValueError:
        return None


def realtime(microseconds: str) -> Stamp | None:
    """The time of `journalctl -o json`; None where it is none of a journal."""
    try:
        return _of_a_journal(Stamp(int(microseconds) / 1000, 0.001, zoned=True))
    except (ValueError, OverflowError):
        return None


def _of_a_journal(stamp: Stamp) -> Stamp | None:
    return stamp if 0 <= stamp.ms < _MOST_MS else None


def _stamp(found: re.Match[str], today: date) -> Stamp:
    if iso := found["iso"]:
        return _of(datetime.fromisoformat(iso.replace(",", ".")), _precision(iso))
    if unix := found["unix"]:
        return Stamp(float(unix) * 1000, _precision(unix), zoned=True)
    if full := found["full"]:
        zone = "+00:00" if found["zone"] in ("UTC", "GMT") else ""
        return _of(datetime.fromisoformat(full + zone), _precision(full))
    micro = found["micro"] or ""
    return Stamp(
        _without_year(found["short"], today) + float(f"0{micro or '.0'}") * 1000,
        _precision(micro),
        zoned=False,
    )


def _of(at: datetime, precision_ms: float) -> Stamp:
    offset = at.utcoffset()
    if offset is None:
        return Stamp(at.replace(tzinfo=UTC).timestamp() * 1000, precision_ms, zoned=False)
    return Stamp(at.timestamp() * 1000, precision_ms, True, int(offset.total_seconds() // 60))


def _precision(text: str) -> float:
    fraction = re.search(r"[.,](\d+)", text)
    return 1000 / 10 ** min(len(fraction[1]), 6) if fraction else 1000.0


@lru_cache(maxsize=64)
def _without_year(text: str, today: date) -> float:
    """Raises ValueError where no year has that day."""
    month, day, clock = text.split()
    hour, minute, second = (int(part) for part in clock.split(":"))
    number = MONTHS.index(month) + 1
    for year in range(today.year + 1, today.year - 9, -1):
        if (number, int(day)) == (2, 29) and not _is_leap(year):
            continue
        at = datetime(year, number, int(day), hour, minute, second, tzinfo=UTC)
        if (at.date() - today).days <= 1:
            return at.timestamp() * 1000
    raise ValueError(text)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
