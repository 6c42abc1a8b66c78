# SPDX-License-Identifier: Apache-2.0
"""The page of a drill: what it says is the record, and nothing in a record becomes markup."""

import string
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from tests.report.drills import CONTROL, DEAD, DRILLED, moved, record
from tests.report.page_reader import SVG, fetched, figures, moments, parsed, text

from holdfast.drill.record import Drilled, Needless, Verdict
from holdfast.drill.verdict import CLAIMS, Claim
from holdfast.model.relay import Relayed
from holdfast.report.page.page import page

THIN = "\N{NARROW NO-BREAK SPACE}"


@pytest.fixture(scope="module")
def document() -> Element:
    return parsed(page([DRILLED]))


@pytest.fixture(scope="module")
def compared() -> Element:
    other = replace(DRILLED, drills=(record(node="web1", outage_ms=4100.0),))
    return parsed(page([DRILLED, other, replace(other, site="rome")]))


def rows(document: Element, kind: str) -> list[list[str]]:
    found = document.findall(f".//table[@class='{kind}']/tbody/tr")
    return [[text(cell) for cell in row] for row in found]


def test_needless_moves_stand_beside_what_chance_makes() -> None:
    stalled = replace(DRILLED, drills=(record(needless_moves=Needless(1, 0.6391)),))
    facts = [text(fact) for fact in parsed(page([stalled])).findall(".//dl[@class='facts']/div")]
    assert [fact for fact in facts if "needless" in fact] == [
        "needless moves1 0.64 to expect by chance"
    ]


def test_what_a_relay_handed_on_stands_there_where_there_is_one(document: Element) -> None:
    gone = replace(DRILLED, drills=(record(relay=Relayed(1405, 12, 3)),))
    found = [text(fact) for fact in parsed(page([gone])).findall(".//dl[@class='facts']/div")]
    assert found[-3:] == [
        f"relayed1{THIN}405 packets",
        "lent12 new connections",
        "overdue3 of these",
    ]
    without = [text(fact) for fact in document.findall(".//dl[@class='facts']/div")]
    assert not [fact for fact in without if fact.startswith(("relayed", "lent", "overdue"))]


def test_a_claim_that_some_fault_asks_for_has_a_column_and_is_empty_elsewhere() -> None:
    claims: dict[Claim, Verdict] = {
        **dict.fromkeys(CLAIMS, "held"),
        "returns-as-configured": "broken",
    }
    back = record("return", claims=claims)
    found = parsed(page([replace(DRILLED, drills=(back, DEAD))]))
    heads = [text(head) for head in found.findall(".//table[@class='summary']/thead/tr/th")]
    assert heads[-5:] == [*CLAIMS, "returns-as-configured"]
    assert [row[-1] for row in rows(found, "summary")] == ["not asked", "✗broken", "not asked"]


def test_a_browser_fetches_nothing(document: Element, compared: Element) -> None:
    for found in (document, compared):
        assert list(fetched(found)) == ["data:,"]
        assert [e.tag for e in found.iter() if e.tag in ("script", "iframe", "object", "img")] == []


def test_the_policy_in_the_page_forbids_scripts_and_fetching(document: Element) -> None:
    policy = document.find(".//meta[@http-equiv='Content-Security-Policy']")
    assert policy is not None
    assert policy.attrib["content"].startswith("default-src 'none'; ")


def test_the_summary_has_a_row_for_the_control_run_and_each_record(document: Element) -> None:
    held, broken = ["✓held"] * 4, ["✓held", "✓held", "✓held", "✗broken"]
    assert rows(document, "summary") == [
        ["control", "✓ held", f"4{THIN}ms", f"0 of 1{THIN}405", "1 of 2", f"0{THIN}ms", *held],
        [
            "haproxy-gone lb1",
            "✓ held",
            f"40{THIN}ms",
            f"1 of 1{THIN}405",
            "1 of 2",
            f"0{THIN}ms",
            *held,
        ],
        [
            "node-power lb1",
            "✗ broken",
            "never",
            f"812 of 1{THIN}405",
            "1 of 2",
            f"0{THIN}ms",
            *broken,
        ],
    ]
    heads = [text(head) for head in document.findall(".//table[@class='summary']/thead/tr/th")]
    assert tuple(heads[-4:]) == CLAIMS


def test_each_row_leads_to_its_timeline(document: Element) -> None:
    places = [a.attrib["href"] for a in document.findall(".//table[@class='summary']//a")]
    titles = [document.find(f".//h3[@id='{place[1:]}']") for place in places]
    assert [text(title) for title in titles if title is not None] == [
        "control",
        "haproxy-gone lb1",
        "node-power lb1",
    ]


def test_owners_and_times_are_those_of_the_record(document: Element) -> None:
    _, gone, _ = figures(document)
    assert moments(gone) == [
        (-300.0, "lb1 owns 172.22.21.36"),
        (-300.0, "HAProxy on lb1 runs"),
        (-300.0, "HAProxy on lb2 runs"),
        (0.0, "the fault strikes lb1"),
        (0.4, "HAProxy on lb1 is given up"),
        (1.2, "last answer before the longest gap"),
        (12.5, "nobody owns 172.22.21.36"),
        (26.5, "lb2 owns 172.22.21.36"),
        (40.7, "first answer after the longest gap"),
        (1600.0, "the verdict is taken"),
        (1850.5, "the fault is being undone"),
        (1851.0, "HAProxy on lb1 starts"),
        (1990.0, "HAProxy on lb1 runs"),
        (2300.0, "lb1 and lb2 own 172.22.21.36"),
        (2301.3, "lb1 owns 172.22.21.36"),
    ]


def test_the_drawing_has_the_bars_where_the_record_has_them(document: Element) -> None:
    """On a desk the axis is 740 pixels for 3 s that begin 300 ms before the fault."""
    _, gone, _ = figures(document)
    svg = gone.find(f".//div[@class='wide']/{SVG}svg")
    assert svg is not None
    bars = [e.attrib["d"] for e in svg.iter(f"{SVG}path") if e.attrib.get("fill") == "var(--owner)"]
    pixel = 740 / 3000
    expected = [(-300, 12.5), (2300, 2700), (26.5, 2301.3)]  # lb1's row, then that of lb2
    for bar, (begin, end) in zip(bars, expected, strict=True):
        left, width = float(bar[1:].split(",")[0]), float(bar.split("h")[1].split("v")[0])
        assert left == pytest.approx((begin + 300) * pixel, abs=0.2)
        assert width == pytest.approx((end - begin) * pixel, abs=0.2)
    told = [text(e) for e in svg.iter(f"{SVG}text")]
    assert {"lb1", "lb2", "fault", "undone", f"40{THIN}ms"} <= set(told)


def test_a_gap_without_an_end_has_no_first_answer_after_it(document: Element) -> None:
    *_, dead = figures(document)
    said = [what for _, what in moments(dead)]
    assert "last answer before the longest gap" in said
    assert "first answer after the longest gap" not in said
    assert DEAD.why in text(dead)


def test_the_control_run_has_no_fault(document: Element) -> None:
    control, *_ = figures(document)
    assert "the fault strikes" not in " ".join(what for _, what in moments(control))
    assert "fault" not in [text(e) for e in control.iter(f"{SVG}text")]


def test_it_says_how_to_repeat_all_of_it_and_each_fault_alone(document: Element) -> None:
    told = [text(code) for code in document.iter("code")]
    assert told == [
        "holdfast drill 'sites/berlin one' --fault haproxy-gone",
        "holdfast drill 'sites/berlin one' --fault node-power",
        "holdfast drill 'sites/berlin one' --fault haproxy-gone --fault=node-power",
    ]


def test_it_says_what_took_part_and_what_stood_in(document: Element) -> None:
    used = document.findall(".//table[@class='versions']//tr")
    assert [[text(cell) for cell in row] for row in used] == [
        ["holdfast", "0.1.0"],
        ["haproxy", "2.6.12-1+deb12u4"],
        ["kernel", "6.18.44"],
        ["began", "2026-11-23 09:44:19 UTC"],
    ]
    assert "one server answers as every backend" in [text(li) for li in document.iter("li")]


def test_every_drawing_has_a_name_and_what_it_shows_is_in_words(document: Element) -> None:
    """The fault whose gap is 40 ms has one more: the moments around it, on an axis of their own."""
    drawings = [figure.findall(".//div[@role='img']") for figure in figures(document)]
    assert [len(found) for found in drawings] == [1, 2, 1]
    assert all(drawing.attrib["aria-label"] for found in drawings for drawing in found)
    assert all(len(moments(figure)) > 3 for figure in figures(document))


def test_several_sites_stand_side_by_side(compared: Element) -> None:
    """Two have the same name; in the other two another node was the owner, and one fault less."""
    heads = [text(th) for th in compared.findall(".//table[@class='matrix']/thead/tr/th")]
    assert heads == ["fault", "berlin", "berlin (2)", "rome"]
    noise = f"4{THIN}ms ✓held"
    assert rows(compared, "matrix") == [
        ["control", noise, noise, noise],
        [
            "haproxy-gone",
            f"40{THIN}ms ✓held",
            f"4{THIN}100{THIN}ms ✓held",
            f"4{THIN}100{THIN}ms ✓held",
        ],
        ["node-power lb1", "never ✗broken", "not played", "not played"],
    ]
    assert len(compared.findall(".//table[@class='summary']")) == 3
    assert len(figures(compared)) == 3 + 2 + 2


def test_a_site_without_requests_or_vips_has_a_page() -> None:
    bare = replace(moved(), owners=(), requests=(), gap=None)
    control = replace(CONTROL, outage_ms=None, timeline=replace(bare, undone_ms=None))
    document = parsed(page([replace(DRILLED, control=control, drills=(), command=())]))
    (figure,) = figures(document)
    said = [what for _, what in moments(figure)]
    assert "the verdict is taken" in said
    assert not any("own" in what for what in said)


NASTY = [
    "<script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    '" onload="alert(1)',
    "' style='background:url(http://x.example/)",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;b&gt; & -->]]>",
    "javascript:alert(1)",
    "datum.x'] + \"",
    "\x1b[31m\x00\udcff\u202e\ufffe",
]


def named(name: str) -> Drilled:
    """The drill with this name wherever a site's files or a log can have put it."""
    timeline = moved(f"{name}1", f"{name}2")
    owners = tuple(replace(step, vip=name, group=name) for step in timeline.owners)
    asked = tuple(replace(one, vip=name) for one in timeline.requests)
    timeline = replace(timeline, owners=owners, requests=asked)
    struck = record(node=name, phase=name, why=name, verdict="broken", timeline=timeline)
    return replace(
        DRILLED,
        site=name,
        substitutions=(name,),
        versions={name: name},
        control=replace(CONTROL, timeline=timeline),
        drills=(struck,),
        command=("holdfast", "drill", name),
    )


def skeleton(document: Element) -> list[tuple[str, tuple[str, ...]]]:
    """Every element with the names of its attributes, drawings left out: their size varies."""
    return [(e.tag, tuple(sorted(e.attrib))) for e in document.iter() if not e.tag.startswith(SVG)]


def harmless(drilled: Drilled) -> None:
    """The page has the elements of a page with plain names, and only those; nor does it fetch."""
    for drills in ([drilled], [drilled, drilled]):
        document = parsed(page(drills))
        plain = parsed(page([named("plain")] * len(drills)))
        assert skeleton(document) == skeleton(plain)
        assert {e.tag for e in document.iter() if e.tag.startswith(SVG)} <= {
            f"{SVG}{tag}" for tag in ("svg", "g", "path", "text", "line", "rect")
        }
        assert list(fetched(document)) == ["data:,"]
        assert not [n for e in document.iter() for n in e.attrib if n.lower().startswith("on")]


@pytest.mark.parametrize("name", NASTY)
def test_a_nasty_name_is_text(name: str) -> None:
    harmless(named(name))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@example("00\U0001f600")
@given(st.text(st.sampled_from(string.printable + "\x00\x1b\u2028\ud800\U0001f600"), min_size=1))
def test_any_name_is_text(name: str) -> None:
    harmless(named(name))


def test_what_is_told_of_a_nasty_name_is_the_name() -> None:
    document = parsed(page([named("<b>lb</b>")]))
    assert text(document.findall(".//h1")[0]) == "Drill of <b>lb</b>"
    svg = document.findall(f".//div[@class='wide']/{SVG}svg")[1]
    assert any(text(e).startswith("<b>lb") for e in svg.iter(f"{SVG}text"))
