# SPDX-License-Identifier: Apache-2.0
"""holdfast check."""

import os
from collections import Counter
from collections.abc import Iterable, Sequence
from importlib import import_module

import click

from holdfast import __version__
from holdfast.check.engine import check
from holdfast.check.finding import SEVERITIES
from holdfast.check.registry import RULES
from holdfast.cli.baselines import Baselines, with_baseline
from holdfast.cli.collector import without_collector
from holdfast.cli.colour import paint
from holdfast.cli.options import Choice, choosing
from holdfast.cli.sites import PATHS, read_sites, report_unread
from holdfast.model.site import Node, Site
from holdfast.report.checked import Checked
from holdfast.report.text import findings_text

FORMATS = ("text", "json", "sarif", "github")


@click.command()
@PATHS
@choosing
@click.option("--estimate", is_flag=True, help="Also say how long a fail-over takes.")
@with_baseline
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True)
@click.pass_context
def command(
    context: click.Context,
    paths: tuple[str, ...],
    choice: Choice,
    baselines: Baselines,
    estimate: bool,
    form: str,
) -> None:
    """Say what is wrong in a site, where, why, and what to do.

    PATH is a site folder (a folder per node), a node folder (etc/haproxy/haproxy.cfg below it),
    NAME=FOLDER for each node, or loose files; of several site folders each is checked by itself.
    Without one this host is read: its files, its live sysctls and addresses. Needs neither root
    nor HAProxy nor keepalived.

    \b
      holdfast check
      holdfast check lb1=/srv/lb1 lb2=/srv/lb2
      holdfast check haproxy.cfg keepalived.conf
      holdfast check SITE --estimate
      holdfast check SITE --format sarif > holdfast.sarif

    Exit 0: nothing found. 1: findings. 2: something could not be read.
    """
    with without_collector():
        checked = [_checked(s, choice, baselines, estimate=estimate) for s in _labelled(paths)]
    unread = any(one.site.errors for one in checked)
    if not baselines.writes:
        _print(checked, form)
    for one in checked:
        report_unread(one.site)
    baselines.finish(unread=unread)
    found = not baselines.writes and any(one.findings for one in checked)
    context.exit(2 if unread else 1 if found else 0)


def _labelled(paths: Sequence[str]) -> list[tuple[Site, str]]:
    """The sites, each with what tells it from the others; nothing where there is one."""
    sites = list(read_sites(paths))
    if len(sites) == 1:
        return [(sites[0], "")]
    names = Counter(site.name for site in sites)
    return [(s, s.name if names[s.name] == 1 else _folder(s)) for s in sites]


def _folder(site: Site) -> str:
    return os.path.dirname(site.nodes[0].source)


def _checked(
    labelled: tuple[Site, str], choice: Choice, baselines: Baselines, *, estimate: bool
) -> Checked:
    site, label = labelled
    selection = choice.selection(site.settings)
    found = Checked(site, check(site, RULES, selection), label)
    left = baselines.newer(found, selection)
    estimates = None
    if estimate:
        estimates = import_module("holdfast.check.estimate").estimates(site)
    return Checked(site, left, label, known=len(found.findings) - len(left), estimates=estimates)


def _print(checked: list[Checked], form: str) -> None:
    """In the format that is asked for; the modules of the others are not read."""
    match form:
        case "json":
            click.echo(import_module("holdfast.report.findings_json").findings_json(checked))
        case "sarif":
            sarif = import_module("holdfast.report.sarif")
            click.echo(sarif.findings_sarif(checked, RULES, __version__, os.getcwd()))
        case "github":
            _echo(import_module("holdfast.report.github").findings_github(checked, os.getcwd()))
        case _:
            for one in checked:
                _print_text(one)


def _print_text(one: Checked) -> None:
    _echo(findings_text(one.findings, one.sources, paint))
    click.echo(_summary(one))
    if one.estimates is not None:
        table = import_module("holdfast.report.estimate_text")
        _echo(table.estimates_text(one.estimates, one.label))


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line)


def _summary(one: Checked) -> str:
    nodes = ", ".join(_node(node) for node in one.site.nodes)
    counts = Counter(finding.severity for finding in one.findings)
    told = ", ".join(_count(counts[s], s) for s in SEVERITIES if counts[s])
    files = sum(len(node.files) for node in one.site.nodes)
    known = f", {one.known} in the baseline" if one.known else ""
    site = f"{one.label}: " if one.label else ""
    clean = (
        "nothing found in them, but not all could be read" if one.site.errors else "nothing found"
    )
    return f"{site}{nodes}: {_count(files, 'file')} read, {told or clean}{known}"


def _node(node: Node) -> str:
    os_release = f"{node.os.id} {node.os.version}{'' if node.os.stated else ' assumed'}"
    if node.name and not (node.haproxy.paths and node.keepalived.paths):
        os_release += f"; nothing of {'HAProxy' if node.keepalived.paths else 'keepalived'}"
    return f"{node.name} ({os_release})" if node.name else f"loose files ({os_release})"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 or word == 'info' else 's'}"
