# SPDX-License-Identifier: Apache-2.0
"""The baseline: what it knows again, how it is written, what it refuses."""

import json

import pytest

from holdfast.check.baseline import BadBaseline, gone, newer, read_baseline, write_baseline
from holdfast.check.finding import Finding
from holdfast.check.identity import Identity, identities
from holdfast.model.place import Place
from holdfast.model.site import File, Node, Site
from holdfast.text.span import Span

TEXT = b"frontend a\n    bind :80\nfrontend b\n\tbind  :80\n"


def site(text: bytes = TEXT, node: str | None = "lb1") -> Site:
    return Site("site", (Node(node, "", {"/h.cfg": File("/h.cfg", text)}),))


def at(word: bytes, text: bytes = TEXT, *, last: bool = False, node: str | None = "lb1") -> Finding:
    start = text.rindex(word) if last else text.index(word)
    return Finding("x", Place(node, "/h.cfg", Span(start, start + 1)), rule="a-fault")


def test_an_identity_has_the_line_s_text_and_counts_those_alike() -> None:
    found = identities(site(), [at(b"bind"), at(b"bind", last=True), at(b"frontend")])

    assert found == [
        Identity("a-fault", "lb1", "/h.cfg", "bind :80", 1),
        Identity("a-fault", "lb1", "/h.cfg", "bind :80", 2),
        Identity("a-fault", "lb1", "/h.cfg", "frontend a", 1),
    ]


def test_a_line_that_moves_or_is_indented_stays_known() -> None:
    moved = b"# one\n\n" + TEXT.replace(b"    bind", b"  bind")

    assert identities(site(moved), [at(b"bind", moved)]) == identities(site(), [at(b"bind")])


def test_a_line_that_says_something_else_is_new() -> None:
    changed = TEXT.replace(b":80", b":81")

    assert identities(site(changed), [at(b"bind", changed)]) != identities(site(), [at(b"bind")])


def test_among_several_sites_the_node_has_the_site_s_name() -> None:
    [found] = identities(site(), [at(b"bind")], "berlin")

    assert found.node == "berlin/lb1"


def test_a_loose_file_has_no_node() -> None:
    [found] = identities(site(node=None), [at(b"bind", node=None)])

    assert (found.node, found.file) == ("", "/h.cfg")


KNOWN = [
    Identity("b-fault", "lb2", "/h.cfg", "ä", 1),
    Identity("a-fault", "lb1", "/h.cfg", "bind :80", 1),
]


def test_the_file_is_sorted_and_has_a_line_a_value() -> None:
    written = write_baseline(KNOWN)

    assert read_baseline(written) == frozenset(KNOWN)
    assert written == write_baseline(reversed(KNOWN))
    assert [f["rule"] for f in json.loads(written)["findings"]] == ["a-fault", "b-fault"]
    assert '      "text": "ä",\n'.encode() in written
    assert written.endswith(b"}\n")


def test_one_from_before_the_first_release_is_read_and_fields_that_came_later_are_not_minded() -> (
    None
):
    old = json.loads(write_baseline(KNOWN)) | {"version": 0, "later": 1}
    assert read_baseline(json.dumps(old).encode()) == frozenset(KNOWN)


def test_what_is_new_and_what_is_gone() -> None:
    findings = [at(b"bind"), at(b"frontend")]
    found = identities(site(), findings)

    assert newer(findings, found, frozenset(KNOWN)) == [findings[1]]
    assert gone(found, KNOWN) == [KNOWN[0]]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "is no baseline"),
        (b"[]", "is no baseline"),
        (b"\xff", "is no baseline"),
        (b'{"version":0,"findings":[{"rule":"a"}]}', "is no baseline"),
        (b'{"version":7,"findings":[]}', "is of version 7, and this holdfast reads 0 and 1"),
    ],
)
def test_what_is_no_baseline_is_refused(data: bytes, why: str) -> None:
    with pytest.raises(BadBaseline, match=why):
        read_baseline(data)
