# SPDX-License-Identifier: Apache-2.0
"""What is written in a configuration and means something else there, or nothing at all."""

from typing import Literal

from msgspec import Struct

from holdfast.model.place import Place


class UnknownKeyword(Struct, frozen=True):
    """A word that stands for a keyword and is none, in the version whose keywords are known here.

    `block` is the section or block it stands in, "" for the top level. `belongs_in` are the blocks
    that do know it, `similar` is the nearest word that this one knows. `newer` names a later
    version that has it. A word that `opens` a block takes what stands in there along.
    """

    word: str
    block: str
    place: Place
    version: str
    belongs_in: tuple[str, ...] = ()
    similar: str | None = None
    newer: str | None = None
    opens: bool = False


class Refused(Struct, frozen=True):
    """A value that keepalived does not take as it is written.

    `block` is the name of the instance or script, `keyword` the statement; `text` is the value as
    written, `taken` what counts in its place: "" where the statement is dropped. Of a VIP that is
    skipped `keyword` is "address" where it is none, else the option whose argument is missing; of
    its length it is "prefix".
    """

    block: str
    keyword: str
    text: str
    taken: str
    place: Place


class Unbalanced(Struct, frozen=True):
    """A brace without its partner: a block that is never closed, or a `}` that closes nothing.

    A block that is never opened has words that want a block and no `{` behind them. `block` are the
    words that open it, "" for a lone `}`. `before` is the statement above which the
    brace is missing, where the files show it: the first that does not belong into its block.
    """

    kind: Literal["open", "close", "unopened"]
    block: str
    place: Place
    before: Place | None = None


class EmptyInclude(Struct, frozen=True):
    """An `include` whose wildcards match no file, in a folder that has `others`."""

    pattern: str
    place: Place
    others: tuple[str, ...] = ()
