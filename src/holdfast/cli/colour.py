# SPDX-License-Identifier: Apache-2.0
"""Colours, which click takes off again where the output is no terminal."""

import os

import click

_STYLES = {
    "error": {"fg": "red", "bold": True},
    "warning": {"fg": "yellow", "bold": True},
    "info": {"fg": "cyan", "bold": True},
    "place": {"bold": True},
}


def paint(text: str, role: str) -> str:
    """The text in the colours of its role; as it is for NO_COLOR and for a dumb terminal."""
    if os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb":
        return text
    return click.style(text, **_STYLES.get(role, {}))  # type: ignore[arg-type]
