# SPDX-License-Identifier: Apache-2.0
"""holdfast.yaml: what it may say, and every mistake with its line and key."""

import pytest

from holdfast.load.settings import BadSettings, settings
from holdfast.model.fail_over import Budget
from holdfast.model.settings import Settings

RULES = ("vip-bind-race", "vrid-mismatch")
KEYS = "those known are select, ignore, severity, baseline, fail_over, platform, form, addresses"
NOTHING = "this is no YAML: expected the node content, but found '<stream end>'"


@pytest.mark.parametrize(
    ("text", "stated"),
    [
        ("", Settings()),
        ("# nothing yet\n", Settings()),
        ("ignore: [vip-bind-race]\n", Settings(ignore=("vip-bind-race",))),
        ("select:\n  - vrid-mismatch\n", Settings(select=("vrid-mismatch",))),
        ("fail_over: 100ms\nplatform: metal\n", Settings(fail_over="100ms", platform="metal")),
        (
            "addresses: {lb1: {ens18: 192.0.2.1}, lb2: {ens18: [192.0.2.2, '2001:db8::2']}}\n",
            Settings(
                addresses={
                    "lb1": {"ens18": "192.0.2.1"},
                    "lb2": {"ens18": ("192.0.2.2", "2001:db8::2")},
                }
            ),
        ),
        ("severity: warning\nbaseline: b.json\n", Settings(severity="warning", baseline="b.json")),
    ],
)
def test_what_it_may_say(text: str, stated: Settings) -> None:
    assert settings(text.encode(), RULES) == stated


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (b"\nignor: []\n", "line 2: no key is called ignor: did you mean ignore?"),
        (
            b"severity: error\nselect: []\n",
            "line 2: select: no rule would be asked: name one, or drop the key for all",
        ),
        (b"colour: red\n", f"line 1: no key is called colour: {KEYS}"),
        (
            b"ignore:\n  - vrid-mismatch\n  - vip-bind-rase\n",
            "line 3: ignore: no rule is called vip-bind-rase: did you mean vip-bind-race?",
        ),
        (b"ignore: []\nignore: []\n", "line 2: ignore stands there twice: keep one"),
        (
            b"# x\nseverity: warn\n",
            "line 2: severity: invalid enum value 'warn': one of error, warning, info",
        ),
        (b"select: x\n", "line 1: select: expected `array | null`, got `str`"),
        (b"ignore:\n  -\n    1\n", "line 3: ignore: expected `str`, got `int`"),
        (
            b"platform: cloud\n",
            "line 1: platform: invalid enum value 'cloud': one of metal, virtual",
        ),
        (b"fail_over: 100\n", "line 1: fail_over: 100 is no time: write 100ms or 1s"),
        (b"fail_over:\n", "line 1: fail_over: nothing is no time: write 100ms or 1s"),
        (
            b"fail_over: [1s]\n",
            "line 1: fail_over: a list or a mapping is no time: write 100ms or 1s",
        ),
        (
            b"platform: true\n",
            "line 1: platform: expected `str`, got `bool`: one of metal, virtual",
        ),
        (
            b"fail_over: 1 h\n",
            "line 1: fail_over: 1 h is no time: write 100ms or 1s",
        ),
        (
            b"fail_over: 99999999999s\n",
            "line 1: fail_over: 99999999999s is no time: write 100ms or 1s",
        ),
        (
            b"addresses:\n  lb1:\n    ens18: [192.0.2.1/24]\n",
            "line 3: addresses: 192.0.2.1/24 is no address: write one without its prefix",
        ),
        (
            b"addresses: {lb1: {e: 127.0.0.1}}\n",
            "line 1: addresses: 127.0.0.1 is no address of a host on a network",
        ),
        (
            b"addresses:\n  lb1: {e: [192.0.2.1, 192.0.2.1]}\n  lb2: {e: 192.0.2.1}\n",
            "line 3: addresses: 192.0.2.1 is that of lb1 already, and no two nodes share one",
        ),
        (b"addresses: {1: {e: 192.0.2.1}}\n", "line 1: addresses: expected `str`, got `int`"),
        (
            b"addresses: {lb1: 192.0.2.1}\n",
            "line 1: addresses: expected `object`, got `str`",
        ),
        (b"baseline: [x]\n", "line 1: baseline: expected `str | null`, got `array`"),
        (b"- a\n", "line 1: a mapping is wanted, such as `ignore: [RULE]`"),
        (b"1: a\n", f"line 1: no key is called 1: {KEYS}"),
        (b"[1]: a\n", f"line 1: no key is called (no word): {KEYS}"),
        (b"severity: 2020-13-45\n", "line 1: this is no YAML: month must be in 1..12"),
        (b"select: [\n", f"line 2: {NOTHING}"),
        (b"a: *b\n", "line 1: this is no YAML: found undefined alias 'b'"),
        (b"---\n---\n", "line 2: this is no YAML: but found another document"),
        (b"\xff", "line 1: this is not UTF-8: convert it (iconv -t UTF-8)"),
    ],
)
def test_every_mistake_has_its_line_and_key(text: bytes, why: str) -> None:
    with pytest.raises(BadSettings) as refused:
        settings(text, RULES)

    assert str(refused.value) == why


def test_the_budget_of_a_fail_over() -> None:
    assert Settings().budget == Budget(1000.0, metal=False)
    assert settings(b"fail_over: 2.5s\n", RULES).budget.ms == 2500.0
    assert settings(b"fail_over: 40ms\nplatform: metal\n", RULES).budget == Budget(40.0, metal=True)


@pytest.mark.parametrize(
    "text", [b"\x00", b"[" * 5000, b"select: &x [*x]\n", b"ignore: !!python/object:os.system x\n"]
)
def test_what_is_meant_to_harm_is_refused_in_one_line(text: bytes) -> None:
    with pytest.raises(BadSettings, match=r"^line \d+: [^\n]+$"):
        settings(text, RULES)
