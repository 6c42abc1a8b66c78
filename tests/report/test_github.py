# SPDX-License-Identifier: Apache-2.0
"""Workflow commands: one line each, whatever stands in message and path."""

from msgspec.structs import replace
from tests.report.sites import BIND, ROOT, checked, place, unread

from holdfast.check.finding import Finding
from holdfast.model.site import LoadError
from holdfast.report.checked import Checked
from holdfast.report.github import findings_github


def lines(*reports: Checked) -> list[str]:
    return list(findings_github(reports, ROOT))


def test_a_finding_is_an_annotation() -> None:
    assert lines(checked(BIND)) == [
        "::error file=ha site/lb1/h.cfg,line=2,endLine=2,col=7,endColumn=12,"
        "title=holdfast%3A vip-bind-race::HAProxy cannot bind ä:80; add `transparent`, 100%25 safe"
        "%0Aha site/lb1/k.conf:1: keepalived moves it here"
    ]


def test_what_ends_a_property_is_escaped_there_and_only_there() -> None:
    odd = Finding("a,b:c\r\nd", place("/h.cfg", 0, 8), rule="some-rule")

    assert lines(checked(odd, source=f"{ROOT}/a,b:c%")) == [
        "::error file=a%2Cb%3Ac%25/h.cfg,line=1,endLine=1,col=1,endColumn=9,"
        "title=holdfast%3A some-rule::a,b:c%0D%0Ad"
    ]


def test_several_lines_have_no_last_column() -> None:
    long = Finding("x", place("/k.conf", 0, 19), rule="r", severity="info")

    assert lines(checked(long)) == [
        "::notice file=ha site/lb1/k.conf,line=1,endLine=2,col=1,title=holdfast%3A r::x"
    ]


def test_a_warning_and_a_file_elsewhere() -> None:
    finding = replace(BIND, severity="warning", also=())

    [told] = lines(checked(finding, source="/etc/ha/lb1"))

    assert told.startswith("::warning file=/etc/ha/lb1/h.cfg,line=2,")


def test_a_file_that_was_not_read_is_an_error() -> None:
    assert lines(unread(LoadError(f"{ROOT}/k.conf", "is a folder, not a file"))) == [
        "::error file=k.conf,title=holdfast%3A not read::is a folder, not a file"
    ]
