# SPDX-License-Identifier: Apache-2.0
"""Whether curl succeeds for an error page (curl(1), --fail)."""

from holdfast.model.program import Run
from holdfast.text.pattern import pattern

_SHORT = pattern(r"-[a-zA-Z0-9#]*f[a-zA-Z0-9#]*")
_LONG = frozenset(("--fail", "--fail-with-body", "--fail-early"))
_READS_THE_CODE = ("-w", "--write-out")


def takes_any_answer(run: Run) -> bool:
    """Without `-f`; one that prints the code lets somebody else decide, and so does a protocol
    other than HTTP."""
    words = run.words[1:]
    if any(_SHORT.fullmatch(word) or word in _LONG for word in words):
        return False
    if any(word.startswith(_READS_THE_CODE) for word in words):
        return False
    return not any("://" in word and not word.startswith("http") for word in words)
