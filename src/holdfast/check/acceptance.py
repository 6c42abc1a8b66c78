# SPDX-License-Identifier: Apache-2.0
"""Findings less those that a suppression accepts, and what is wrong with the suppressions."""

from collections.abc import Collection, Iterable, Iterator

from holdfast.check.finding import Finding, Fix
from holdfast.check.selection import Selection, unknown
from holdfast.check.suppression import Suppression, suppressions
from holdfast.model.change import FileEdit
from holdfast.model.site import File, Site
from holdfast.text.edit import Edit
from holdfast.text.span import Span

RULE = "suppression-unused"
"""What is wrong with a suppression is told under this rule's name."""

_FORM = "`# holdfast: ignore=RULE -- REASON`"


def accepted(
    site: Site, found: list[Finding], known: Collection[str], selection: Selection
) -> tuple[list[Finding], list[Finding]]:
    """What no suppression accepts, and the findings about the suppressions themselves.

    `known` are the names of all rules. A suppression of a rule that was not asked is left alone.
    """
    stated = suppressions(site)
    if not stated:
        return found, []
    used: set[tuple[int, str]] = set()
    left = []
    for finding in found:
        by = [n for n, s in enumerate(stated) if s.accepts(finding.rule, finding.place)]
        used |= {(n, finding.rule) for n in by}
        if not by:
            left.append(finding)
    told: list[Finding] = []
    if selection.runs(RULE):
        for number, suppression in enumerate(stated):
            idle = [rule for rule in suppression.rules if (number, rule) not in used]
            told += _wrong(site, suppression, idle, known, selection)
    return left, told


def _wrong(
    site: Site,
    suppression: Suppression,
    idle: Iterable[str],
    known: Collection[str],
    selection: Selection,
) -> Iterator[Finding]:
    if not suppression.rules:
        yield Finding(f"this comment is not understood: write {_FORM}", suppression.comment)
        return
    names = [rule for rule in suppression.rules if rule not in known]
    for name in names:
        yield Finding(f"this suppresses nothing: {unknown(name, known)}", suppression.comment)
    if not suppression.reason:
        yield Finding(
            f"without a reason this suppresses nothing: write {_FORM}", suppression.comment
        )
    elif _sees_all(site):
        unused = [rule for rule in idle if rule not in names and selection.runs(rule)]
        fix = _without(site, suppression, unused) if unused else None
        for rule in unused:
            yield Finding(
                f"{rule} finds nothing here: remove it from this comment, which would hide the "
                "fault when it comes back",
                suppression.comment,
                fix=fix,
            )


def _sees_all(site: Site) -> bool:
    """Whether every rule had what it needs: whole nodes, their peers, nothing unread."""
    whole = all(node.name is not None for node in site.nodes)
    return whole and len(site.nodes) > 1 and not site.errors


def _without(site: Site, suppression: Suppression, unused: Collection[str]) -> Fix:
    """Take the rules off the comment; one that names no other goes away, with its line if alone."""
    node, path, span = suppression.comment
    file = next(n.files[path] for n in site.nodes if n.name == node)
    left = [rule for rule in suppression.rules if rule not in unused]
    if left:
        marks = file.data[span.start :][:1].decode()
        text = f"{marks} holdfast: ignore={','.join(left)} -- {suppression.reason}".encode()
        return Fix("safe", (FileEdit(node, path, Edit(span, text)),))
    start, end = _with_blanks(file, span, alone=suppression.alone)
    return Fix("safe", (FileEdit(node, path, Edit(Span(start, end), b"")),))


def _with_blanks(file: File, span: Span, *, alone: bool) -> Span:
    start, end = span
    while start > 0 and file.data[start - 1 : start] in (b" ", b"\t"):
        start -= 1
    if alone:
        newline = file.data.find(b"\n", end)
        end = len(file.data) if newline < 0 else newline + 1
    return Span(start, end)
