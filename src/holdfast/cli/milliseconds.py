# SPDX-License-Identifier: Apache-2.0
"""A length of time on the command line."""

import re
from threading import TIMEOUT_MAX
from typing import Any

import click

_DURATION = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,9})?)(ms|s)?")


class Milliseconds(click.ParamType[float]):
    """500ms, 3s, or a number of milliseconds."""

    name = "time"

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        match = _DURATION.fullmatch(str(value))
        if match is None:
            self.fail(f"{value} is no time: write 500ms or 3s", param, ctx)
        return float(match[1]) * (1000 if match[2] == "s" else 1)


class Seconds(click.FloatRange):
    """A number of seconds that can be waited for: neither `nan` nor `inf`."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds: float = super().convert(value, param, ctx)
        if not seconds <= TIMEOUT_MAX:
            self.fail(f"{value} is no number of seconds", param, ctx)
        return seconds
