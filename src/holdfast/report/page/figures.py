# SPDX-License-Identifier: Apache-2.0
"""Numbers as they are printed."""

_THIN = "\N{NARROW NO-BREAK SPACE}"


def number(value: float, digits: int = 0) -> str:
    """With thin spaces between thousands."""
    return f"{value:,.{digits}f}".replace(",", _THIN)


def milliseconds(value: float | None, digits: int = 0) -> str:
    """With its unit; None is never."""
    return "never" if value is None else f"{number(value, digits)}{_THIN}ms"
