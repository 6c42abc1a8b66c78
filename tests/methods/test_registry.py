# SPDX-License-Identifier: Apache-2.0
"""About the set of methods: each has a page of the same form."""

import re

import pytest

from holdfast.methods.method import Method, Plan
from holdfast.methods.registry import ADDITIONS, METHODS
from holdfast.model.site import Site

HEADINGS = [
    "## What it changes",
    "## What it needs",
    "## What it costs",
    "## How it is undone",
    "## When to choose it",
]


@pytest.mark.parametrize("method", [*METHODS, *ADDITIONS], ids=lambda method: method.name)
def test_every_method_has_a_page_that_tells_the_same_things(method: Method) -> None:
    text = method.page.read_text()
    title, summary, *_ = text.split("\n\n")

    assert title == f"# {method.name}"
    assert re.fullmatch(r"[^\n]{20,100}", summary)
    found = re.findall(r"^## .*$", text, re.MULTILINE)
    assert [heading for heading in found if heading != "## The formulas"] == HEADINGS
    assert method.page.stem == method.name.replace("-", "_")


@pytest.mark.parametrize("method", METHODS, ids=lambda method: method.name)
def test_a_site_without_nodes_needs_nothing(method: Method) -> None:
    assert method.plan(Site("", ())) == Plan()
