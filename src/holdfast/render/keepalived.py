# SPDX-License-Identifier: Apache-2.0
"""Statements of keepalived.conf(5) (keepalived 2.2.7)."""

from collections.abc import Sequence


def notify_command(argv: Sequence[str], user: str) -> str:
    """What stands behind a notify keyword: a program with its arguments, and who runs it.

    No word may hold a blank, a quote or a backslash: keepalived knows no shell, and takes the
    quotes off twice.
    """
    return f'"{" ".join(argv)}" {user}'
