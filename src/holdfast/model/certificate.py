# SPDX-License-Identifier: Apache-2.0
"""The last day of a certificate in a PEM file (RFC 7468; RFC 5280, 4.1.2.5), without a library."""

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date

from holdfast.text.pattern import pattern

_PEM = pattern(rb"-----BEGIN (?:TRUSTED )?CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END", re.DOTALL)
_SEQUENCE, _UTC_TIME, _GENERALIZED_TIME, _VERSION = 0x30, 0x17, 0x18, 0xA0


def last_day(pem: bytes) -> date | None:
    """When the first certificate of a file, the one that is served, stops being valid.

    None for a file without one, or with one that is not understood.
    """
    match = _PEM.search(pem)
    if match is None:
        return None
    try:
        return _not_after(b64decode(match[1]))
    except (ValueError, IndexError):
        return None


def _not_after(der: bytes) -> date:
    """Certificate, its first part, there the fifth field (the fourth without a version), there the
    second time."""
    [(_, certificate)] = _parts(der[: _end(der)])
    (_, to_be_signed), *_ = _parts(certificate)
    fields = list(_parts(to_be_signed))
    at = 4 if fields[0][0] == _VERSION else 3
    (_, _), (kind, when) = _parts(fields[at][1])
    return _date(kind, when.decode("ascii"))


def _date(kind: int, text: str) -> date:
    if kind == _UTC_TIME:
        text = ("19" if text[:2] >= "50" else "20") + text
    elif kind != _GENERALIZED_TIME:
        raise ValueError(kind)
    return date(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The elements of a constructed value: their tags and contents (X.690, 8.1)."""
    at = 0
    while at < len(data):
        end = at + _end(data[at:])
        yield data[at], data[at + _head(data[at:]) : end]
        at = end


def _head(data: bytes) -> int:
    return 2 if data[1] < 0x80 else 2 + (data[1] & 0x7F)


def _end(data: bytes) -> int:
    length = data[1]
    if length >= 0x80:
        length = int.from_bytes(data[2 : _head(data)], "big")
    return _head(data) + length
