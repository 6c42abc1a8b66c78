# SPDX-License-Identifier: Apache-2.0
"""Drills that were saved, read again."""

import json
from pathlib import Path

import pytest
from msgspec import Struct
from tests.report.drills import DRILLED

from holdfast.drill.record import Drilled, Needless, Record, Timeline
from holdfast.model.relay import Relayed
from holdfast.report.drill_json import drill_json, read_drill_json


def test_what_was_written_is_read_again() -> None:
    assert read_drill_json(drill_json(DRILLED)) == DRILLED


def test_one_from_before_the_first_release_is_read() -> None:
    told = json.loads(drill_json(DRILLED)) | {"version": 0}
    assert read_drill_json(json.dumps(told).encode()) == DRILLED


def test_a_field_of_a_later_version_is_no_trouble() -> None:
    told = json.loads(drill_json(DRILLED)) | {"mood": "fine"}
    assert read_drill_json(json.dumps(told).encode()) == DRILLED


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"{", "Input data was truncated"),
        (b"[]", "Expected `object`, got `array`"),
        (b'{"version":7}', "it is of version 7, and this holdfast reads 0 and 1"),
        (b'{"version":0}', "Object missing required field `site`"),
        (b"\xff", "JSON is malformed: invalid character (byte 0)"),
    ],
)
def test_anything_else_is_refused_in_one_line(data: bytes, why: str) -> None:
    with pytest.raises(ValueError, match=r".") as refused:
        read_drill_json(data)
    assert str(refused.value) == why


@pytest.mark.parametrize("kind", [Drilled, Record, Timeline, Needless, Relayed])
def test_every_field_has_its_meaning_in_the_manual(kind: type[Struct]) -> None:
    manual = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")
    fields = kind.__struct_fields__

    assert [one for one in fields if f"`{one}`" not in manual and f".{one}`" not in manual] == []
