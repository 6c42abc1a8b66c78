# SPDX-License-Identifier: Apache-2.0
"""holdfast rules."""

import click
import msgspec

from holdfast.check.page import Page, parse_page
from holdfast.check.registry import RULES
from holdfast.check.rule import Rule
from holdfast.cli.colour import paint
from holdfast.model.json_version import VERSION


@click.command()
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
def command(form: str) -> None:
    """List the rules: severity, what each finds, how safe its fix is.

    A fix is safe (`holdfast fix` applies it), unsafe (only with --unsafe) or shown (never
    applied). `holdfast explain RULE` has the whole page.

    \b
      holdfast rules
      holdfast rules --format json
    """
    pages = [(rule, parse_page(rule.page.read_text(encoding="utf-8"))) for rule in RULES]
    if form == "json":
        records = [
            {"rule": r.name, "severity": r.severity, "summary": p.summary, "fix": p.fix}
            for r, p in pages
        ]
        click.echo(msgspec.json.encode({"version": VERSION, "rules": records}))
        return
    width = max(len(rule.name) for rule in RULES)
    for rule, page in pages:
        click.echo(_line(rule, page, width))


def _line(rule: Rule, page: Page, width: int) -> str:
    severity = paint(f"{rule.severity:7}", rule.severity)
    return f"{rule.name:{width}}  {severity}  {page.fix or '':6}  {page.summary}"
