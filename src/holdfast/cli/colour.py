# SPDX-License-Identifier: Apache-2.0
"""Colours, which click takes off again where the output is no terminal."""

import click

_STYLES = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "cyan", "bold": True},
    "place": {"bold": True},
}


def paint(text: str, role: str) -> str:
    """The text in the colours of its role."""
    return click.style(text, **_STYLES.get(role, {}))  # type: ignore[arg-type]
