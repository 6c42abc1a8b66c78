# SPDX-License-Identifier: Apache-2.0
"""Scripts that are one `if` around one command, and only tell its verdict on."""

from holdfast.text.pattern import pattern

_COMMAND = r"(?:>&|&>|[^;&|\n])*+"
_SAYS = r"(?:(?:echo|logger)\b[^;&|\n]*+[;\n]\s*+)*+"
_IF = pattern(
    rf"\s*+if\s++(?P<not>!\s++)?{_COMMAND}[;\n]\s*+then\s++"
    rf"{_SAYS}exit\s++(?P<then>[0-9]{{1,3}})\s*[;\n]\s*"
    rf"(?:else\s++{_SAYS}exit\s++(?P<other>[0-9]{{1,3}})\s*[;\n]\s*)?fi\s*;?\s*"
    rf"{_SAYS}(?:exit\s++(?P<after>[0-9]{{1,3}})\s*)?"
)


def tells_on(text: str) -> bool:
    """Whether a shell text without remarks exits with 0 where the condition of its only `if`
    succeeds, and with another number where it fails; what it says meanwhile is of no account."""
    match = _IF.fullmatch(text)
    if match is None:
        return False
    then, other = match["then"], match["other"] or match["after"] or "0"
    succeeds, fails = (other, then) if match["not"] else (then, other)
    return int(succeeds) == 0 and int(fails) != 0
