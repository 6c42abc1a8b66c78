# SPDX-License-Identifier: Apache-2.0
"""A check may still run when keepalived ends it, or when its next run is due."""

from collections.abc import Iterator
from posixpath import basename

from holdfast.check.finding import Finding
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.model.program import Run, program
from holdfast.model.site import Node, Site
from holdfast.text.pattern import pattern

_OPTIONS = {
    "curl": ("-m", "--max-time"),
    "wget": ("-T", "--timeout"),
    "ping": ("-w",),
    "nc": ("-w",),
    "ncat": ("-w", "--wait"),
}
"""What bounds the whole of a program's work, in seconds."""

_SECONDS = pattern(r"([0-9]+(?:\.[0-9]+)?)s?")


def check(site: Site) -> Iterator[Finding]:
    """A tracked check with a `timeout` over its interval, or a program that may take longer."""
    for node in site.nodes:
        for used in tracked_checks(node):
            yield from _of(node, used)


def _of(node: Node, used: Used) -> Iterator[Finding]:
    script = used.script
    assert script is not None
    if script.timeout is not None and script.timeout > script.interval:
        yield Finding(
            f"{used.what} may take {script.timeout:g} s and is started every {script.interval:g} "
            "s: the next run begins beside one that hangs, and a HAProxy that hangs is found only "
            f"after {script.timeout:g} s; make `timeout` less than `interval`",
            script.place,
        )
        return
    allowed = script.timeout or script.interval
    for run in program(node, used.command).runs:
        longest = _longest(run)
        if longest is not None and longest > allowed:
            yield _slow(used, run, longest, allowed)
            return


def _slow(used: Used, run: Run, longest: float, allowed: float) -> Finding:
    return Finding(
        f"{used.what} lets {run.name} take {longest:g} s, but keepalived ends it after "
        f"{allowed:g} s and counts that as a failure: a slow answer moves the VIP before the check "
        "has seen it; give it less time, or a longer interval",
        run.place,
        also=used.also(run.place),
    )


def _longest(run: Run) -> float | None:
    """The seconds that a program may take, the least of its bounds; None where nothing says."""
    if run.name == "sleep":
        return _seconds(run.words[-1])
    bounds = [_seconds(_value(run.words, option)) for option in _OPTIONS.get(run.name, ())]
    before = [basename(word) for word in run.before]
    if "timeout" in before:
        behind = before[before.index("timeout") + 1 :]
        bounds.append(_seconds(next((word for word in behind if word[:1] != "-"), "")))
    return min((bound for bound in bounds if bound is not None), default=None)


def _value(words: tuple[str, ...], option: str) -> str:
    for index, word in enumerate(words):
        if word == option and index + 1 < len(words):
            return words[index + 1]
        if word.startswith(f"{option}=") or (len(option) == 2 and word.startswith(option)):
            return word.removeprefix(option).removeprefix("=")
    return ""


def _seconds(text: str) -> float | None:
    match = _SECONDS.fullmatch(text)
    return float(match[1]) if match else None
