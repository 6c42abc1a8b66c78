# SPDX-License-Identifier: Apache-2.0
"""Why HAProxy did not start, as HAProxy itself says it."""

import re
from collections.abc import Iterable

_ALERT = re.compile(r"\[ALERT\]\s*\(\d+\) : (?:config : )?(?P<text>.+)")
_PLACE = re.compile(r"\[/[^\]]+:\d+\]")


def last_error(lines: Iterable[str]) -> str:
    """The last alert that names a line of a file, else the last alert, else nothing.

    HAProxy 2.6 ends with a summary (`Fatal errors found in configuration.`) that names none.
    """
    alerts = [found["text"] for line in lines if (found := _ALERT.search(line))]
    placed = [text for text in alerts if _PLACE.search(text)]
    return (placed or alerts or [""])[-1]
