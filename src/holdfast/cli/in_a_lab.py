# SPDX-License-Identifier: Apache-2.0
"""What every command does that works in a lab."""

from collections.abc import Iterator
from contextlib import contextmanager

from holdfast.cli.failure import Failure, Interrupted
from holdfast.cli.interrupts import by_signals_too
from holdfast.cli.progress import progress_line
from holdfast.drill.side_by_side import Progress
from holdfast.lab.errors import LabError
from holdfast.model.group import groups
from holdfast.model.site import Site


def require_drillable(site: Site) -> None:
    """Raises Failure where nodes or VIPs are missing: there is nothing to drill."""
    if any(node.name is None for node in site.nodes):
        raise Failure("a lab needs whole nodes: name their folders, lb1=DIR lb2=DIR")
    if not groups(site):
        raise Failure("no VRRP instance with a VIP in these nodes: no VIP can move")


@contextmanager
def in_a_lab() -> Iterator[Progress]:
    """A line that says what is being done, on standard error, only on a terminal.

    Turns what a lab raises into Failure, and a signal that ends the command, too.
    """
    try:
        with by_signals_too(), progress_line() as progress:
            yield progress
    except LabError as why:
        raise Failure(str(why)) from None
    except KeyboardInterrupt:
        raise Interrupted("interrupted: the lab is gone, nothing is left of it") from None
