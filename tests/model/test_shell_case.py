# SPDX-License-Identifier: Apache-2.0
"""The patterns of `case`."""

import pytest

from holdfast.model.shell_case import cases


@pytest.mark.parametrize(
    ("text", "patterns"),
    [
        ("case $3 in MASTER) up ;; BACKUP|FAULT) down ;; esac", ("MASTER", "BACKUP", "FAULT")),
        ('case "$3" in\n  "MASTER") up\n;;\n  (BACKUP)\n down;;\nesac\n', ("MASTER", "BACKUP")),
        ("case $3 in *) esac", ("*",)),
        ("case $1 in INSTANCE) echo esac case in; ;; esac", ("INSTANCE",)),
        ("# case $1 in a) ;; esac\n", None),
        ("echo case $1 in a", None),
        ("case $3 in MASTER) up ;;", None),
        ("case", None),
    ],
)
def test_all_patterns_are_found(text: str, patterns: tuple[str, ...] | None) -> None:
    assert [case.patterns for case in cases(text)] == ([] if patterns is None else [patterns])


def test_a_nested_one_has_its_own_patterns() -> None:
    text = "case $1 in GROUP) case $3 in MASTER) a ;; esac ;; INSTANCE) b ;; esac"

    assert [case.patterns for case in cases(text)] == [("MASTER",), ("GROUP", "INSTANCE")]


def test_it_tells_where_it_begins() -> None:
    (case,) = cases("up\ncase $3 in a) ;; esac")

    assert case.span == (3, 7)
