# SPDX-License-Identifier: Apache-2.0
"""A check takes curl's exit status without `--fail`: an error page is a success."""

from collections.abc import Iterator

from holdfast.check.any_answer import takes_any_answer
from holdfast.check.finding import Finding, Fix
from holdfast.check.used_commands import Used, tracked_checks
from holdfast.model.change import FileEdit
from holdfast.model.program import Run, program
from holdfast.model.site import Node, Site
from holdfast.text.edit import Edit
from holdfast.text.pattern import pattern
from holdfast.text.span import Span

_CURL = pattern(rb"(?<![\w.-])curl(?=[ \t])")


def check(site: Site) -> Iterator[Finding]:
    """In a tracked check, where curl's own status may decide."""
    for node in site.nodes:
        for used in tracked_checks(node):
            for run in program(node, used.command).runs:
                if run.name == "curl" and run.deciding and takes_any_answer(run):
                    yield _finding(node, used, run)


def _finding(node: Node, used: Used, run: Run) -> Finding:
    return Finding(
        f"{used.what} succeeds for every answer of HAProxy, its own 503 and 404 among them, "
        "because curl has no `-f`; add it, and ask a URL that answers 200 while HAProxy is well "
        "(`monitor-uri`)",
        run.place,
        also=used.also(run.place),
        fix=_fix(node, run),
    )


def _fix(node: Node, run: Run) -> Fix | None:
    """`-f` behind the program's name; none where the words stand elsewhere, or twice."""
    file = node.files[run.place.path]
    found = list(_CURL.finditer(file.data, *run.place.span))
    if len(found) != 1:
        return None
    edit = Edit(Span(found[0].end(), found[0].end()), b" -f")
    return Fix("unsafe", (FileEdit(run.place.node, run.place.path, edit),))
