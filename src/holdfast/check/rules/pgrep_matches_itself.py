# SPDX-License-Identifier: Apache-2.0
"""A script asks pgrep for HAProxy and finds itself."""

import re
from collections.abc import Iterator

from holdfast.check.finding import Also, Finding, Fix
from holdfast.model.change import FileEdit
from holdfast.model.invocation import inline_text
from holdfast.model.program import Run, Shell, program
from holdfast.model.script import Command
from holdfast.model.shell import shell_commands
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

ANY_PROCESS = frozenset(("-c", "-l", "-a", "-w", "-n", "-o", "-i", "-f", "-q"))
"""Options that leave the script among the candidates; after any other the rule is silent."""

_PGREP = pattern(rb"(?<![\w.-])pgrep(?=[ \t])")


def check(site: Site) -> Iterator[Finding]:
    """A pgrep in a script of keepalived's whose pattern matches the shell that runs the script."""
    for node in site.nodes:
        said = set()
        for what, severe, command in _commands(node):
            for run in program(node, command).runs:
                if run.name == "pgrep" and run.place not in said and _finds(node, run):
                    said.add(run.place)
                    yield _finding(node, run, what, command, severe=severe)


def _finding(node: Node, run: Run, what: str, command: Command, *, severe: bool) -> Finding:
    seen = _candidate(run, run.shell) if run.shell else ""
    here = run.place == command.place
    return Finding(
        f"pgrep finds the very script that calls it ({seen}), so it always succeeds, HAProxy "
        "alive or dead; write `pgrep -x haproxy`",
        run.place,
        also=() if here else (Also(command.place, what),),
        fix=_fix(node, run),
        severity="error" if severe else "warning",
    )


def _fix(node: Node, run: Run) -> Fix | None:
    """`-x` behind the program's name, for the plain name of the process; not beside `-f`."""
    options = "".join(word for word in run.words[1:] if word[:1] == "-")
    found = list(_PGREP.finditer(node.files[run.place.path].data, *run.place.span))
    if "haproxy" not in run.words or "f" in options or len(found) != 1:
        return None
    at = Span(found[0].end(), found[0].end())
    return Fix("unsafe", (FileEdit(run.place.node, run.place.path, Edit(at, b" -x")),))


def _commands(node: Node) -> Iterator[tuple[str, bool, Command]]:
    """What keepalived runs, for whom, and whether its verdict decides about the VIP."""
    for script in node.keepalived.scripts:
        if script.command is not None:
            yield f"the check {script.name} runs it", True, script.command
    for notify in node.keepalived.notifies:
        yield f"{notify.event} runs it", False, notify.command


def _finds(node: Node, run: Run) -> bool:
    """Whether the pattern, an extended regular expression, matches the shell's name or line."""
    options = [word for word in run.words[1:] if word[:1] == "-"]
    patterns = [word for word in run.words[1:] if word[:1] != "-"]
    known = len(patterns) == 1 and not set("$`") & set(patterns[0])
    if run.shell is None or not known or not _simple(options) or _gone(node, run.shell):
        return False
    flags = re.IGNORECASE if any("i" in option for option in options) else 0
    try:
        return re.search(patterns[0], _candidate(run, run.shell), flags) is not None
    except re.error:
        return False


def _gone(node: Node, shell: Shell) -> bool:
    """Whether the shell may have become pgrep: bash does for a text of one command, dash not."""
    inline = inline_text(shell.words)
    dash = shell.comm == "dash" or (shell.comm == "sh" and node.os.id in ("debian", "ubuntu"))
    return inline is not None and not dash and len(shell_commands(shell.words[inline]) or ()) == 1


def _simple(options: list[str]) -> bool:
    letters = {f"-{letter}" for option in options for letter in option[1:]}
    return letters <= ANY_PROCESS


def _candidate(run: Run, shell: Shell) -> str:
    """What pgrep compares: the kernel's name of the process, at most 15 bytes, or its line."""
    full = any("f" in option for option in run.words[1:] if option[:1] == "-")
    return " ".join(shell.words) if full else shell.comm
