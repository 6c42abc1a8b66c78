# SPDX-License-Identifier: Apache-2.0
"""What check has to say of one site: what every format tells in its own way."""

from functools import cached_property
from typing import TYPE_CHECKING

from holdfast.check.finding import Finding
from holdfast.check.identity import Identity, identities
from holdfast.model.site import Site
from holdfast.report.text import Sources

if TYPE_CHECKING:  # what nobody asked for is not imported either
    from holdfast.check.estimate import Estimate


class Checked:
    """The findings of a site, in their order.

    `label` is the site's name where several were checked, else empty. `known` findings are in the
    baseline and not among `findings`; what is `gone` was in it and is not found any more.
    `estimates` is None where nobody asked.
    """

    def __init__(
        self,
        site: Site,
        findings: list[Finding],
        label: str = "",
        *,
        known: int = 0,
        estimates: "tuple[Estimate, ...] | None" = None,
    ) -> None:
        self.site = site
        self.findings = findings
        self.label = label
        self.known = known
        self.estimates = estimates

    @cached_property
    def sources(self) -> Sources:
        """The lines that the findings speak of."""
        return Sources(self.site, self.label)

    @cached_property
    def identities(self) -> list[Identity]:
        """By what each finding is known again."""
        return identities(self.site, self.findings, self.label)
