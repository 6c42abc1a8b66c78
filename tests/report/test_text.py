# SPDX-License-Identifier: Apache-2.0
"""A finding as a person sees it."""

from holdfast.check.finding import Also, Finding
from holdfast.model.place import Place
from holdfast.model.site import File, Node, Site
from holdfast.report.text import Sources, findings_text
from holdfast.text.span import Span

CFG = b"frontend web\n\tbind \xc3\xa4:80\n"
CONF = b"vrrp_instance a {\n}\n"
SITE = Site(
    "site",
    (Node("lb1", "", {"/h.cfg": File("/h.cfg", CFG), "/k.conf": File("/k.conf", CONF)}),),
)


def lines(finding: Finding) -> list[str]:
    return list(findings_text([finding], Sources(SITE)))


def test_the_caret_stands_under_what_is_meant() -> None:
    """Columns count bytes; the excerpt counts characters and keeps the line's tabs."""
    place = Place("lb1", "/h.cfg", Span(19, 24))
    also = Also(Place("lb1", "/k.conf", Span(0, 13)), "keepalived moves it here")
    finding = Finding("it is wrong", place, (also,), ("transparent", "dummy"), None, "some-rule")
    assert lines(finding) == [
        "lb1: /h.cfg:2:7: error: it is wrong [some-rule]",
        "    2 | \tbind ä:80",
        "      | \t     ^^^^",
        "    also lb1: /k.conf:1: keepalived moves it here",
        "    mend: holdfast fix --method transparent|dummy",
    ]


def test_a_place_over_several_lines_is_marked_on_its_first() -> None:
    finding = Finding("too long", Place("lb1", "/k.conf", Span(0, 19)), severity="info", rule="r")
    assert lines(finding) == [
        "lb1: /k.conf:1:1: info: too long [r]",
        "    1 | vrrp_instance a {",
        "      | ^^^^^^^^^^^^^^^^^",
    ]


def test_what_a_terminal_would_obey_is_only_shown() -> None:
    evil = Site("site", (Node("lb1", "", {"/h.cfg": File("/h.cfg", b"bind \x1b[2J:80\n")}),))
    finding = Finding("no \x1b[2J", Place("lb1", "/h.cfg", Span(5, 9)), rule="r")
    assert list(findings_text([finding], Sources(evil))) == [
        "lb1: /h.cfg:1:6: error: no \ufffd[2J [r]",
        "    1 | bind \ufffd[2J:80",
        "      |      ^^^^",
    ]
