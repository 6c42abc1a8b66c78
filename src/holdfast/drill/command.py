# SPDX-License-Identifier: Apache-2.0
"""The words of a command line that repeat a drill."""

from collections.abc import Iterator, Sequence

from holdfast.drill.record import NO_FAULT

_FAULT = "--fault"
_TELLING = ("--format", "--report")


def repeating(words: Sequence[str]) -> tuple[str, ...]:
    """Without the options that only choose how the outcome is told."""
    return tuple(_without(words, _TELLING))


def alone(words: Sequence[str], fault: str) -> tuple[str, ...]:
    """For this fault only; () where nothing is known of how it was played, and without a fault."""
    if not words or fault == NO_FAULT:
        return ()
    return (*_without(words, (_FAULT,)), _FAULT, fault)


def _without(words: Sequence[str], options: Sequence[str]) -> Iterator[str]:
    """The words without these options and their values."""
    skip = False
    for word in words:
        if skip:
            skip = False
        elif word in options:
            skip = True
        elif not word.startswith(tuple(f"{option}=" for option in options)):
            yield word
