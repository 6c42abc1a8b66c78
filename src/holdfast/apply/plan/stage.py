# SPDX-License-Identifier: Apache-2.0
"""A stage of a plan: what is done before anything else is, on one node or on all."""

from msgspec import Struct

from holdfast.model.steps import Act, Step, UnitJob, Verb


class Outage(Struct, frozen=True):
    """For how long nobody answers on a VIP, in ms, and why; None where no arithmetic tells."""

    ms: float | None = 0.0
    why: str = ""


class Stage(Struct, frozen=True):
    """`node` is whose turn it is, None where several change together; `says` is its headline.

    `breaks` says which connections end, None where none does. `alone_ms` is how long no other node
    could take over at most, every gate at its last; None where one always could.
    """

    says: str
    steps: tuple[Step, ...]
    node: str | None = None
    outage: Outage = Outage()
    breaks: str | None = None
    alone_ms: float | None = None

    @property
    def acts(self) -> tuple[Act, ...]:
        """Everything that is done in it, in order."""
        return tuple(act for step in self.steps for act in step.acts)

    def units(self, *verbs: Verb) -> tuple[tuple[str, str], ...]:
        """The nodes and units that get one of these verbs, in order."""
        found = (act for act in self.acts if isinstance(act, UnitJob) and act.verb in verbs)
        return tuple(dict.fromkeys((job.node, job.unit) for job in found))
