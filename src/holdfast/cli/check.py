# SPDX-License-Identifier: Apache-2.0
"""holdfast check."""

from collections import Counter

import click

from holdfast.check.engine import check
from holdfast.check.finding import Finding
from holdfast.check.registry import RULES
from holdfast.cli.colour import paint
from holdfast.cli.sites import PATHS, read_site, report_unread
from holdfast.model.site import Node, Site
from holdfast.report.findings_json import findings_json
from holdfast.report.text import Sources, findings_text


@click.command()
@PATHS
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.pass_context
def command(context: click.Context, paths: tuple[str, ...], form: str) -> None:
    """Say what is wrong in a site, where, why, and what to do.

    PATH is a site folder (a folder per node), a node folder (etc/haproxy/haproxy.cfg below it),
    NAME=FOLDER for each node, or loose files. Without one this host is read: its files, its live
    sysctls and addresses. Needs neither root nor HAProxy nor keepalived.

    \b
      holdfast check
      holdfast check lb1=/srv/lb1 lb2=/srv/lb2
      holdfast check haproxy.cfg keepalived.conf

    Exit 0: nothing found. 1: findings. 2: something could not be read.
    """
    site = read_site(paths)
    findings = check(site, RULES)
    if form == "json":
        click.echo(findings_json(site, findings, Sources(site)))
    else:
        _print(site, findings)
    report_unread(site)
    context.exit(2 if site.errors else 1 if findings else 0)


def _print(site: Site, findings: list[Finding]) -> None:
    for line in findings_text(findings, Sources(site), paint):
        click.echo(line)
    click.echo(_summary(site, findings))


def _summary(site: Site, findings: list[Finding]) -> str:
    nodes = ", ".join(_node(node) for node in site.nodes)
    counts = Counter(finding.severity for finding in findings)
    told = ", ".join(_count(counts[s], s) for s in ("error", "warning", "info") if counts[s])
    files = sum(len(node.files) for node in site.nodes)
    return f"{nodes}: {_count(files, 'file')} read, {told or 'nothing found'}"


def _node(node: Node) -> str:
    os = f"{node.os.id} {node.os.version}{'' if node.os.stated else ' assumed'}"
    return f"{node.name} ({os})" if node.name else f"loose files ({os})"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 or word == 'info' else 's'}"
