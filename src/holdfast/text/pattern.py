# SPDX-License-Identifier: Apache-2.0
"""Regular expressions that are compiled when they are first used.

A check reads over a hundred modules and needs few of their patterns; compiling all takes as long as
reading the files of a pair.
"""

import re
from typing import Any, AnyStr, cast


def pattern(source: AnyStr, flags: int = 0) -> re.Pattern[AnyStr]:
    """As `re.compile`, later. A mistake in it shows at the first use: every pattern has a test."""
    return cast("re.Pattern[AnyStr]", _Later(source, flags))


class _Later:
    """Turns into the pattern: its methods are looked up once."""

    def __init__(self, source: str | bytes, flags: int) -> None:
        self._source = source
        self._flags = flags

    def __getattr__(self, name: str) -> Any:
        found = getattr(re.compile(self._source, self._flags), name)
        self.__dict__[name] = found
        return found
