# SPDX-License-Identifier: Apache-2.0
"""The page about a rule, a method, a fault or a claim."""

from pathlib import Path
from typing import Protocol

from holdfast.check.page import Page, parse_page


class Topic(Protocol):
    """Whatever has a page."""

    @property
    def name(self) -> str: ...

    @property
    def page(self) -> Path: ...


def page_of(topic: Topic) -> Page:
    """The page, read and taken apart."""
    return parse_page(topic.page.read_text(encoding="utf-8"))
