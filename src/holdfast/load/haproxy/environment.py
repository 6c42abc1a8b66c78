# SPDX-License-Identifier: Apache-2.0
"""Environment variables: the unit's, then those that `global` sets (manual 2.3 and 3.1)."""

import re
from collections.abc import Iterable, Mapping

from holdfast.syntax.haproxy import Directive
from holdfast.text.pattern import pattern

KEYWORDS = frozenset((b"setenv", b"presetenv", b"unsetenv", b"resetenv"))

_USE = pattern(
    r"\$(?:\{([A-Za-z_][A-Za-z0-9_]*)(?:\[\*\])?(?:-([^}]*))?\}|([A-Za-z_][A-Za-z0-9_]*))"
)


def expand(text: str, environment: Mapping[str, str]) -> str | None:
    """The text with `$NAME`, `${NAME}` and `${NAME-default}` replaced; None if one is not set."""
    if "$" not in text:
        return text
    unset = [m for m in _USE.finditer(text) if m[2] is None and _name(m) not in environment]
    if unset:
        return None
    return _USE.sub(lambda match: environment.get(_name(match), match[2] or ""), text)


def changed(environment: Mapping[str, str], directives: Iterable[Directive]) -> dict[str, str]:
    """The environment after the `setenv` and similar lines of a `global` section."""
    after = dict(environment)
    for directive in directives:
        keyword, *words = (value.decode(errors="replace") for value in directive.values)
        match keyword:
            case "setenv" | "presetenv" if len(words) >= 2:
                if keyword == "setenv" or words[0] not in after:
                    after[words[0]] = expand(words[1], after) or ""
            case "unsetenv":
                for word in words:
                    after.pop(word, None)
            case "resetenv" if words:
                after = {name: value for name, value in after.items() if name in words}
            case "resetenv":
                after = {}
    return after


def _name(match: re.Match[str]) -> str:
    return match[1] or match[3]
