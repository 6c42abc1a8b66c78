# SPDX-License-Identifier: Apache-2.0
"""prevalence.py PATH...

How often each rule fires on the files below the paths, each checked alone, as a Markdown table.
Every .cfg and .conf file is read, in the language that its text is in; one that cannot be read or
has nothing to say is counted and left out. A rule that fires on more than a third of the files of
its language is marked: it has to be justified in docs/prevalence.md, or weigh less.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from holdfast.check.engine import check
from holdfast.check.registry import RULES
from holdfast.load.site import load

SUFFIXES = (".cfg", ".conf")
TOO_OFTEN = 1 / 3


class Seen(NamedTuple):
    """Files by language, findings and files by rule and language, files that were not read."""

    files: Counter[str]
    findings: Counter[tuple[str, str]]
    firing: Counter[tuple[str, str]]
    unread: int


def main(paths: list[str]) -> None:
    if not paths:
        sys.exit(__doc__)
    seen = look(files(paths))
    told = ", ".join(f"{number} {language}" for language, number in sorted(seen.files.items()))
    print(f"{date.today()}: {told} files, {seen.unread} not read\n")
    print("| rule | severity | language | findings | files | share |")
    print("| --- | --- | --- | ---: | ---: | ---: |")
    for line in table(seen):
        print(line)


def files(paths: list[str]) -> Iterator[Path]:
    """Regular files by name, the folders gone through."""
    for path in map(Path, paths):
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (f for f in found if f.is_file() and (f == path or f.suffix in SUFFIXES))


def look(paths: Iterator[Path]) -> Seen:
    """Check each file alone."""
    seen = Seen(Counter(), Counter(), Counter(), 0)
    for path in paths:
        site = load([str(path)])
        if site.errors:
            seen = seen._replace(unread=seen.unread + 1)
            continue
        language = "haproxy" if site.nodes[0].haproxy.paths else "keepalived"
        found = Counter((finding.rule, language) for finding in check(site, RULES))
        seen.files[language] += 1
        seen.findings.update(found)
        seen.firing.update(found.keys())
    return seen


def table(seen: Seen) -> Iterator[str]:
    """A row for each rule that fires, the most frequent first; then those that never do."""
    severities = {rule.name: rule.severity for rule in RULES}
    rows = sorted(seen.firing.items(), key=lambda row: (-row[1], row[0]))
    for (rule, language), firing in rows:
        share = firing / seen.files[language]
        mark = " **!**" if share > TOO_OFTEN else ""
        yield (
            f"| `{rule}` | {severities[rule]} | {language} | {seen.findings[rule, language]} "
            f"| {firing} | {share:.0%}{mark} |"
        )
    silent = sorted(severities.keys() - {rule for rule, _ in seen.firing})
    yield f"\nNever: {', '.join(f'`{rule}`' for rule in silent)}."


if __name__ == "__main__":
    main(sys.argv[1:])
