# SPDX-License-Identifier: Apache-2.0
"""A page and its parts."""

import pytest

from holdfast.check.page import Case, parse_page

PAGE = """\
# a-fault

One line.

## What happens

Things.

## Cases

### silent: all is well

```file lb1/etc/a.conf
a
```

### fires: with a fix

Prose, which counts for nothing.

```file lb1/etc/a.conf
b
```

```findings
lb1: one
    also two
```

```after lb1/etc/a.conf
a
```

```says lb1 keepalived
```
"""


def test_the_parts() -> None:
    page = parse_page(PAGE)

    assert (page.title, page.summary) == ("a-fault", "One line.")
    assert page.manual == "# a-fault\n\nOne line.\n\n## What happens\n\nThings.\n"
    assert page.fix is None
    assert page.cases == (
        Case("silent", "all is well", {"lb1/etc/a.conf": "a\n"}, (), {}, {}),
        Case(
            "fires",
            "with a fix",
            {"lb1/etc/a.conf": "b\n"},
            ("lb1: one", "    also two"),
            {"lb1/etc/a.conf": "a\n"},
            {("lb1", "keepalived"): ()},
        ),
    )


@pytest.mark.parametrize(
    ("section", "fix"), [("Safe, always.", "safe"), ("Unsafe: read it.", "unsafe"), ("None.", None)]
)
def test_the_section_about_the_fix_begins_with_its_safety(section: str, fix: str | None) -> None:
    assert parse_page(f"# a\n\nOne line.\n\n## Fix safety\n\n{section}\n").fix == fix


@pytest.mark.parametrize("text", ["", "a-fault\n\nOne line.\n", "# a-fault\n\n## What happens\n"])
def test_a_page_without_title_or_summary_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="one line that sums it up"):
        parse_page(text)


def test_a_page_may_have_no_cases() -> None:
    assert parse_page("# a\n\nOne line.\n").cases == ()
