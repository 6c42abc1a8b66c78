# SPDX-License-Identifier: Apache-2.0
"""The arguments a service starts its program with (systemd.service(5), "Command lines")."""

from collections.abc import Iterator

from holdfast.load.units.quoting import words
from holdfast.model.unit import Unit
from holdfast.text.pattern import pattern

_WHOLE = pattern(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_PART = pattern(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


def arguments(unit: Unit) -> list[str]:
    """The words behind the program of the first `ExecStart=`, variables put in.

    `$NAME` as a word of its own becomes as many words as its value has; `${NAME}` stays in its
    word.
    """
    found: list[str] = []
    for word in words(unit.exec_start[0]) if unit.exec_start else ():
        whole = _WHOLE.fullmatch(word)
        if whole is not None:
            found += words(unit.environment.get(whole[1], ""))
        else:
            found.append(_PART.sub(lambda m: unit.environment.get(m[1], ""), word))
    return found[1:]


def option_values(given: list[str], short: str, long: str) -> Iterator[str]:
    """The values of an option: `-f X`, `-fX`, `--use-file X`, `--use-file=X`."""
    following = iter(given)
    for word in following:
        if word in (short, long):
            value = next(following, None)
            if value is not None:
                yield value
        elif word.startswith(f"{long}="):
            yield word.removeprefix(f"{long}=")
        elif word.startswith(short) and not word.startswith("--"):
            yield word.removeprefix(short)
