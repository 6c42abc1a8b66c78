# SPDX-License-Identifier: Apache-2.0
"""First words of haproxy.cfg's lines that are no keywords of their section, read on demand.

One pass over each section settles most of them: its lines are cut only where a word is strange.
"""

from collections.abc import Iterator

from msgspec import Struct

from holdfast.load.haproxy.walk import sections_of
from holdfast.model.keyword import UnknownKeyword
from holdfast.model.place import Place
from holdfast.model.site import Node
from holdfast.syntax.haproxy import Line, Section, tokens
from holdfast.syntax.haproxy.keywords import OPTIONS, SECTIONS, VERSION
from holdfast.syntax.haproxy.newer_keywords import KEYWORDS as NEWER
from holdfast.syntax.haproxy.newer_keywords import VERSION as NEWER_VERSION
from holdfast.syntax.token import Kind, Token
from holdfast.text.pattern import pattern
from holdfast.text.similar import similar
from holdfast.text.span import Span

PREFIXES = (b"no", b"default")
OPTION = b"option"
_ANYWHERE = frozenset((OPTION, *PREFIXES))
_OPTION_NAME = pattern(rb"\n[ \t\v\f\r]*+option[ \t\v\f\r]++([^ \t\v\f\r\n#]++)")
_FIRST_WORD = pattern(rb"\n[ \t\v\f\r]*+([^ \t\v\f\r\n#]++)")
_FIRST_WORD_BUT_SERVER = pattern(rb"\n[ \t\v\f\r]*+(?!server[ \t])([^ \t\v\f\r\n#]++)")
"""Two lines of three are servers in a long file."""
_WORD = pattern(rb"[A-Za-z0-9][A-Za-z0-9._-]+")
PROXIES = ("defaults", "frontend", "listen", "backend")

_AT_ONCE = {name.encode(): words - {OPTION} | {name.encode()} for name, words in SECTIONS.items()}
"""What needs no second look, the head's own word too; behind `option` there is a name to read."""


class _Suspect(Struct, frozen=True):
    """A line whose first word is not known at once, and the section it stands in."""

    line: Line
    section: str


def unknown_keywords(node: Node) -> Iterator[UnknownKeyword]:
    """Those of all files of a node.

    Left alone are lines under `.if`, which may be for a later version, sections that this version
    does not know, and words with quotes or variables.
    """
    for path in node.haproxy.paths:
        for suspect in _suspects(node.files[path].data):
            words = [t for t in tokens(suspect.line) if t.kind is Kind.WORD]
            if len(words) > 1 and words[0].text in PREFIXES:
                words = words[1:]
            if words:
                found = _unknown(node, path, suspect.section, words)
                if found is not None:
                    yield found


def _suspects(data: bytes) -> Iterator[_Suspect]:
    for section in sections_of(data):
        known = _AT_ONCE.get(section.keyword)
        if known is not None and not _is_settled(data, section, known):
            yield from _in_section(section, known)


def _is_settled(data: bytes, section: Section, known: frozenset[bytes]) -> bool:
    """Whether all first words are known, that of the head too, and all names behind `option`."""
    start, end = max(section.start - 1, 0), section.end
    words = _FIRST_WORD_BUT_SERVER if b"server" in known else _FIRST_WORD
    strange = set(words.findall(data, start, end)) - known
    if strange == {OPTION}:
        return OPTIONS.issuperset(_OPTION_NAME.findall(data, start, end))
    return not strange


def _in_section(section: Section, known: frozenset[bytes]) -> Iterator[_Suspect]:
    name, depth = section.keyword.decode(), len(section.conditions)
    for line in section.lines:
        words = line.text.split(None, 1)
        if not words or words[0] in known:
            continue
        word = words[0].partition(b"#")[0]
        if word[:1] == b".":
            depth += (word == b".if") - (word == b".endif")
        elif word and not depth:
            yield _Suspect(line, name)


def _unknown(node: Node, path: str, section: str, words: list[Token]) -> UnknownKeyword | None:
    first = words[0].text
    if first == OPTION and section in PROXIES and len(words) > 1:
        return _judged(node, path, "option", words[1], OPTIONS, ())
    if first in SECTIONS[section] or first in _ANYWHERE:
        return None
    homes = tuple(name for name, known in SECTIONS.items() if first in known)
    return _judged(node, path, section, words[0], SECTIONS[section], homes)


def _judged(
    node: Node,
    path: str,
    block: str,
    word: Token,
    known: frozenset[bytes],
    homes: tuple[str, ...],
) -> UnknownKeyword | None:
    if word.text in known or not _WORD.fullmatch(word.text):
        return None
    text = word.text.decode()
    newer = word.text in NEWER and not homes
    near = None if homes or newer else similar(text, sorted(w.decode() for w in known))
    return UnknownKeyword(
        word=text,
        block=block,
        place=Place(node.name, path, Span(word.start, word.end)),
        version=VERSION,
        belongs_in=homes,
        similar=near,
        newer=NEWER_VERSION if newer else None,
    )
