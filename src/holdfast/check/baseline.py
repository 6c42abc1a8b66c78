# SPDX-License-Identifier: Apache-2.0
"""A file with the findings that a site had when the tool was adopted: only newer ones are told."""

from collections.abc import Collection, Iterable

import msgspec

from holdfast.check.finding import Finding
from holdfast.check.identity import Identity
from holdfast.model.json_version import VERSION, decoded, unread


class BadBaseline(ValueError):
    """Why a file is no baseline, in one line."""


class _Baseline(msgspec.Struct, frozen=True):
    version: int
    findings: tuple[Identity, ...]


def write_baseline(found: Iterable[Identity]) -> bytes:
    """The file: JSON, sorted, a line a value, so that a change shows well in a diff."""
    written = _Baseline(VERSION, tuple(sorted(set(found))))
    return msgspec.json.format(msgspec.json.encode(written), indent=2) + b"\n"


def read_baseline(data: bytes) -> frozenset[Identity]:
    """The identities in a file. Raises BadBaseline."""
    try:
        read = decoded(data, _Baseline)
    except ValueError as why:
        raise BadBaseline(f"is no baseline ({why}): write it with check --write-baseline") from None
    other = unread(read.version)
    if other is not None:
        raise BadBaseline(f"{other}: write it anew with check --write-baseline")
    return frozenset(read.findings)


def newer(
    findings: Iterable[Finding], found: Iterable[Identity], known: Collection[Identity]
) -> list[Finding]:
    """The findings that the baseline does not have."""
    pairs = zip(findings, found, strict=True)
    return [finding for finding, identity in pairs if identity not in known]


def gone(found: Collection[Identity], known: Iterable[Identity]) -> list[Identity]:
    """What the baseline has and was not found any more."""
    return sorted(identity for identity in known if identity not in found)
