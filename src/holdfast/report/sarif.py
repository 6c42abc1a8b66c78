# SPDX-License-Identifier: Apache-2.0
"""Findings as SARIF 2.1.0, the format of code scanning (OASIS Standard, 2020).

The few objects that are needed, as dictionaries. Columns count Unicode code points (3.14.17).
"""

from collections.abc import Sequence
from hashlib import sha256
from pathlib import PurePosixPath
from typing import Any

import msgspec
from msgspec.structs import astuple

from holdfast.check.finding import Also, Finding, Severity
from holdfast.check.identity import Identity
from holdfast.check.page import parse_page
from holdfast.check.rule import Rule
from holdfast.model.place import Place
from holdfast.model.site import LoadError
from holdfast.report.checked import Checked
from holdfast.report.real_path import real_path, relative

SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
ROOT = "%SRCROOT%"
FINGERPRINT = "holdfast/v1"

_LEVELS: dict[Severity, str] = {"error": "error", "warning": "warning", "info": "note"}


def findings_sarif(
    checked: Sequence[Checked], rules: Sequence[Rule], version: str, root: str
) -> bytes:
    """One run: all rules declared with their pages, a result a finding.

    Files below `root` are named relative to it. A file that could not be read is a notification,
    and the run is then no success.
    """
    places = {rule.name: number for number, rule in enumerate(rules)}
    errors = [error for one in checked for error in one.site.errors]
    run = {
        "tool": {
            "driver": {
                "name": "holdfast",
                "semanticVersion": version,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {ROOT: {"uri": PurePosixPath(root).as_uri().rstrip("/") + "/"}},
        "invocations": [
            {
                "executionSuccessful": not errors,
                "toolExecutionNotifications": [_notification(error, root) for error in errors],
            }
        ],
        "results": [
            _result(finding, identity, one, places[finding.rule], root)
            for one in checked
            for finding, identity in zip(one.findings, one.identities, strict=True)
        ],
    }
    return msgspec.json.encode({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def _rule(rule: Rule) -> dict[str, Any]:
    page = parse_page(rule.page.read_text(encoding="utf-8"))
    return {
        "id": rule.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": page.summary},
        "help": {"text": page.manual, "markdown": page.manual},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _result(
    finding: Finding, identity: Identity, one: Checked, number: int, root: str
) -> dict[str, Any]:
    return {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": _LEVELS[finding.severity],
        "message": {"text": finding.message},
        "locations": [_location(finding.place, one, root)],
        "relatedLocations": [_related(also, one, root) for also in finding.also],
        "partialFingerprints": {FINGERPRINT: _fingerprint(identity)},
    }


def _fingerprint(identity: Identity) -> str:
    return sha256(
        "\0".join(map(str, astuple(identity))).encode("utf-8", "surrogatepass")
    ).hexdigest()


def _related(also: Also, one: Checked, root: str) -> dict[str, Any]:
    return {**_location(also.place, one, root), "message": {"text": also.message}}


def _location(place: Place, one: Checked, root: str) -> dict[str, Any]:
    index = one.sources.index(place)
    start, end = index.characters(place.span.start), index.characters(place.span.end)
    return {
        "physicalLocation": {
            "artifactLocation": _artifact(real_path(one.site, place), root),
            "region": {
                "startLine": start.line,
                "startColumn": start.column,
                "endLine": end.line,
                "endColumn": end.column,
            },
        }
    }


def _artifact(path: str, root: str) -> dict[str, str]:
    """A URI below the root; a whole one for a file that stands elsewhere."""
    short = relative(path, root)
    whole = PurePosixPath("/", short).as_uri()
    if short.startswith("/"):
        return {"uri": whole}
    return {"uri": whole.removeprefix("file:///"), "uriBaseId": ROOT}


def _notification(error: LoadError, root: str) -> dict[str, Any]:
    location = {"physicalLocation": {"artifactLocation": _artifact(error.file, root)}}
    return {"level": "error", "message": {"text": error.message}, "locations": [location]}
