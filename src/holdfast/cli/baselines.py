# SPDX-License-Identifier: Apache-2.0
"""`--baseline` and `--write-baseline`: the file with the findings that are known already."""

import os
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from posixpath import normpath
from typing import Any, TypeVar, cast

import click

from holdfast.check.baseline import BadBaseline, gone, newer, read_baseline, write_baseline
from holdfast.check.finding import Finding
from holdfast.check.identity import Identity
from holdfast.check.selection import Selection
from holdfast.cli.failure import Failure
from holdfast.cli.saved_file import read_saved
from holdfast.cli.settings import settings_folder
from holdfast.report.checked import Checked

Command = TypeVar("Command", bound=Callable[..., Any])

_FILE = click.Path(dir_okay=False)


def with_baseline(command: Command) -> Command:
    """The two options; the command gets them as `baselines`."""

    @wraps(command)
    def told(*words: Any, baseline: str | None, write_baseline: str | None, **others: Any) -> Any:
        return command(*words, baselines=Baselines(baseline, write_baseline), **others)

    write = click.option(
        "--write-baseline", type=_FILE, metavar="FILE", help="Write what is found to it; exit 0."
    )
    read = click.option(
        "--baseline", type=_FILE, metavar="FILE", help="Leave out what this file has already."
    )
    return cast(Command, read(write(told)))


class Baselines:
    """Takes what is known off each site's findings, and says at the end what is gone."""

    def __init__(self, read: str | None, write: str | None) -> None:
        self.writes = write is not None
        self._read = read
        self._write = write
        self._found: list[Identity] = []
        self._gone: list[Identity] = []

    def newer(self, found: Checked, selection: Selection) -> list[Finding]:
        """The findings that the baseline does not have. Raises Failure where it cannot be read."""
        if self._write is not None:
            self._found += found.identities
            return found.findings
        path = self._path(found)
        if path is None:
            return found.findings
        known = _known(path)
        missed = gone(set(found.identities), known)
        self._gone += [i for i in missed if _was_looked_for(i, found, selection)]
        return newer(found.findings, found.identities, known)

    def finish(self, *, unread: bool) -> None:
        """Write the baseline that was asked for, or tell what is gone from the one that was read.

        Raises Failure where it cannot be written, or something could not be read.
        """
        if self._write is not None:
            self._save(self._write, unread=unread)
        for one in self._gone:
            where = f"{one.node}: {one.file}" if one.node else one.file
            click.echo(f"gone: {where}: {one.text} [{one.rule}]", err=True)
        if self._gone:
            click.echo("the baseline has what is gone: write it anew, --write-baseline", err=True)

    def _path(self, found: Checked) -> str | None:
        stated = found.site.settings.baseline
        if self._read is not None or stated is None:
            return self._read
        return os.path.join(settings_folder(found.site), stated)

    def _save(self, path: str, *, unread: bool) -> None:
        if unread:
            raise Failure("a file could not be read: no baseline was written")
        new_file = import_module("holdfast.cli.new_file")
        new_file.require_writable(path)
        new_file.write_whole(path, write_baseline(self._found))
        click.echo(f"{path}: {len(self._found)} findings, which --baseline {path} leaves out")


def _known(path: str) -> frozenset[Identity]:
    try:
        return read_baseline(read_saved(path, "check --write-baseline"))
    except BadBaseline as why:
        raise Failure(f"{path} {why}") from None


def _was_looked_for(identity: Identity, found: Checked, selection: Selection) -> bool:
    """Whether this check would have found it: its rule was asked, its file was there to read."""
    if not selection.runs(identity.rule) or selection.severity != "info" or found.site.errors:
        return False
    if identity.node:
        shown = ("/".join(filter(None, (found.label, n.name))) for n in found.site.nodes)
        return identity.node in shown
    return any(n.name is None and identity.file in map(normpath, n.files) for n in found.site.nodes)
