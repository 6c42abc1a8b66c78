# SPDX-License-Identifier: Apache-2.0
"""`# holdfast: ignore=RULE[,RULE] -- REASON`: the comments by which an operator accepts a finding.

Behind a statement it speaks of that line; alone on its line, of the next one that says anything.
Read in the files of both daemons; in others (scripts, sysctl.d) where the comment stands alone.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from holdfast.model.place import Place
from holdfast.model.site import File, Node, Site
from holdfast.syntax import haproxy, keepalived
from holdfast.syntax.token import Kind, Token
from holdfast.text.span import Span

MARK = b"holdfast:"

_LINE = rb"[^\n]*holdfast:[^\n]*\n?"
_COMMENT = rb"[#!;]+[ \t]*holdfast:"
_NAME = rb"[a-z0-9]+(?:-[a-z0-9]+)*"
_FORM = (
    rb"[#!;]+[ \t]*holdfast:[ \t]*ignore[ \t]*=[ \t]*"
    rb"(%b(?:[ \t]*,[ \t]*%b)*)[ \t]*(?:--[ \t]*(.*))?" % (_NAME, _NAME)
)
_SAY_NOTHING = rb"(?:[ \t\v\f\r]*+(?:[#!;][^\n]*+)?+(?:\n|\Z))*+"


class Suppression(Struct, frozen=True):
    """A comment; `covers` is the line it speaks of. No rules: it is not understood."""

    comment: Place
    covers: Span
    rules: tuple[str, ...]
    reason: str
    alone: bool

    def accepts(self, rule: str, place: Place) -> bool:
        """Whether a finding that begins there is accepted. Without a reason nothing is."""
        return (
            rule in self.rules
            and self.reason != ""
            and place[:2] == self.comment[:2]
            and self.covers.start <= place.span.start < self.covers.end
        )


def suppressions(site: Site) -> list[Suppression]:
    """The comments of all files, by node, file and line; files without the mark cost a search."""
    return [
        found
        for node in site.nodes
        for file in node.files.values()
        if MARK in file.data
        for found in _in_file(node, file)
    ]


def _in_file(node: Node, file: File) -> Iterator[Suppression]:
    for match in re.finditer(_LINE, file.data):
        tokens = _tokens(node, file, match[0], match.start())
        comment = next((t for t in tokens if t.kind is Kind.COMMENT), None)
        if comment is not None and re.match(_COMMENT, comment.text):
            alone = not any(t.kind in (Kind.WORD, Kind.OPEN, Kind.CLOSE) for t in tokens)
            covers = _next_line(file.data, match.end()) if alone else Span(*match.span())
            yield _suppression(node, file, comment, covers, alone=alone)


def _tokens(node: Node, file: File, text: bytes, start: int) -> list[Token]:
    if file.path in node.haproxy.paths:
        return list(haproxy.tokens(haproxy.Line(text, start)))
    if file.path in node.keepalived.paths:
        return list(keepalived.tokens(keepalived.Line(text, start)))
    body = text.lstrip()
    if body[:1] not in (b"#", b";"):
        return []
    return [Token(Kind.COMMENT, body.rstrip(b"\r\n"), start + len(text) - len(body))]


def _suppression(
    node: Node, file: File, comment: Token, covers: Span, *, alone: bool
) -> Suppression:
    text = comment.text.rstrip()
    form = re.fullmatch(_FORM, text)
    names = form[1].decode().split(",") if form else []
    reason = (form[2] or b"").decode("utf-8", "replace").strip() if form else ""
    return Suppression(
        comment=Place(node.name, file.path, Span(comment.start, comment.start + len(text))),
        covers=covers,
        rules=tuple(dict.fromkeys(name.strip() for name in names)),
        reason=reason,
        alone=alone,
    )


def _next_line(data: bytes, at: int) -> Span:
    """The next line that says anything, comments and blank lines passed over."""
    silent = re.compile(_SAY_NOTHING).match(data, at)
    at = silent.end() if silent is not None else at
    end = data.find(b"\n", at)
    return Span(at, len(data) if end < 0 else end + 1)
