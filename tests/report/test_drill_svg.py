# SPDX-License-Identifier: Apache-2.0
"""A drill's table as a picture."""

from xml.etree import ElementTree

from msgspec.structs import replace
from tests.report.drills import DRILLED
from tests.report.page_reader import SVG, fetched

from holdfast.report.drill_svg import drill_svg


def words(svg: bytes) -> str:
    found = ElementTree.fromstring(svg).iter(f"{SVG}text")
    return " ".join("".join(e.itertext()).replace("\N{NO-BREAK SPACE}", " ") for e in found)


def test_it_has_the_rows_of_the_terminal() -> None:
    told = words(drill_svg(DRILLED))
    assert "haproxy-gone lb1" in told
    assert "node-power lb1: requests to 172.22.21.36 are not answered" in told
    assert "stands in" not in told


def test_it_fetches_nothing_and_is_the_same_every_time() -> None:
    svg = drill_svg(DRILLED)
    assert list(fetched(ElementTree.fromstring(svg))) == []
    assert b"@font-face" not in svg
    assert svg == drill_svg(DRILLED)


def test_a_nasty_name_is_text() -> None:
    assert "<script>&" in words(drill_svg(replace(DRILLED, site="<script>&")))
