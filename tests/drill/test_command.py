# SPDX-License-Identifier: Apache-2.0
"""The words that repeat a drill."""

from holdfast.drill.command import alone, repeating


def test_how_it_is_told_is_left_out() -> None:
    words = ["holdfast", "drill", "A", "--format", "json", "--report=x.html", "--fault", "boot"]
    assert repeating(words) == ("holdfast", "drill", "A", "--fault", "boot")


def test_one_fault_alone_keeps_what_else_was_asked_for() -> None:
    words = ("holdfast", "drill", "A", "--fault", "boot", "--delay", "30ms", "--fault=node-power")
    assert alone(words, "node-power") == (
        "holdfast", "drill", "A", "--delay", "30ms", "--fault", "node-power",
    )  # fmt: skip


def test_the_control_run_alone_has_no_command() -> None:
    assert alone(("holdfast", "drill", "A"), "control") == ()
    assert alone((), "boot") == ()
