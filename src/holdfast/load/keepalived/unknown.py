# SPDX-License-Identifier: Apache-2.0
"""Words that stand for keywords and are none where they stand."""

from collections.abc import Iterator

from holdfast.load.keepalived.addresses import OPTIONS, unknown_options
from holdfast.load.keepalived.places import Places, text
from holdfast.load.keepalived.refusals import VIPS
from holdfast.model.keyword import UnknownKeyword
from holdfast.syntax.keepalived import Statement
from holdfast.syntax.keepalived.keywords import BLOCKS, VERSION
from holdfast.syntax.keepalived.newer_keywords import KEYWORDS as NEWER
from holdfast.syntax.keepalived.newer_keywords import VERSION as NEWER_VERSION
from holdfast.text.pattern import pattern
from holdfast.text.similar import similar

_WORD = pattern(rb"[A-Za-z_][A-Za-z0-9_-]*")


def unknown_keywords(
    statements: list[Statement], places: Places, block: str = ""
) -> Iterator[UnknownKeyword]:
    """Those of a block and of the blocks in it; what stands in an unknown one is left alone.

    Words that look like no keyword (an address, what is left of a variable) are no finding.
    """
    known = BLOCKS[block]
    for statement in statements:
        keyword = statement.keyword
        if keyword not in known:
            if _WORD.fullmatch(keyword):
                yield _unknown(statement, places, block)
        elif statement.block:
            inside = f"{block} {keyword.decode()}" if block else keyword.decode()
            if keyword in VIPS:
                yield from _behind_addresses(statement, places)
            if inside in BLOCKS:
                yield from unknown_keywords(statement.block, places, inside)


def _behind_addresses(block: Statement, places: Places) -> Iterator[UnknownKeyword]:
    """The first such word of each entry: what follows it may belong to it."""
    for entry in block.block or ():
        word = next(unknown_options(entry), None)
        if word is not None and _WORD.fullmatch(word.text):
            yield UnknownKeyword(
                word=text(word.text),
                block=text(block.keyword),
                place=places.of_word(entry, word),
                version=VERSION,
                similar=similar(text(word.text), map(text, sorted(OPTIONS))),
            )


def _unknown(statement: Statement, places: Places, block: str) -> UnknownKeyword:
    word = statement.keyword
    homes = [name for name, words in BLOCKS.items() if word in words]
    return UnknownKeyword(
        word=text(word),
        block=block.rpartition(" ")[2],
        place=places.of_word(statement, statement.words[0]),
        version=VERSION,
        belongs_in=tuple(dict.fromkeys(name.rpartition(" ")[2] for name in homes)),
        similar=None if homes else similar(text(word), map(text, sorted(BLOCKS[block]))),
        newer=NEWER_VERSION if word in NEWER and not homes else None,
        opens=statement.block is not None,
    )
