# SPDX-License-Identifier: Apache-2.0
"""Which scripts only tell on what one command says."""

import subprocess

import pytest

from holdfast.model.shell_if import tells_on

SAME = [
    "if ! pidof haproxy; then exit 1; fi",
    "if ! pidof haproxy >/dev/null 2>&1\nthen\n    exit 1\nfi\nexit 0\n",
    "if pidof haproxy &>/dev/null; then\n  exit 0\nelse\n  echo down\n  exit 2\nfi\n",
    "\nif pgrep -x haproxy\nthen exit 0\nfi\nlogger it is down\nexit 1\n",
]
NOT_THE_SAME = [
    "if pidof haproxy; then exit 1; fi",  # the other way round
    "if ! pidof haproxy; then exit 1; fi\nexit 1",  # fails whatever it says
    "if pidof haproxy; then exit 0; fi",  # and 0 where it fails
    "if ! pidof haproxy; then systemctl start haproxy; exit 1; fi",
    "if ! pidof haproxy || true; then exit 1; fi",
    "if ! pidof haproxy; then exit 1; elif true; then exit 0; fi",
    "if ! pidof haproxy; then echo down; fi; exit 1",
    "if ! pidof haproxy; then exit $N; fi",
    "pidof haproxy",
    "if" + " >" * 5000,
]


@pytest.mark.parametrize("text", SAME)
def test_it_tells_on(text: str) -> None:
    assert tells_on(text)


@pytest.mark.parametrize("text", SAME)
@pytest.mark.parametrize("verdict", ["true", "false"])
def test_a_shell_says_the_same(text: str, verdict: str) -> None:
    named = text.replace("pidof haproxy", verdict).replace("pgrep -x haproxy", verdict)
    shell = ["bash", "-c", named.replace("logger", "echo")]
    done = subprocess.run(shell, capture_output=True, check=False)

    assert (done.returncode == 0) == (verdict == "true")


@pytest.mark.parametrize("text", NOT_THE_SAME)
def test_it_says_something_of_its_own(text: str) -> None:
    assert not tells_on(text)
