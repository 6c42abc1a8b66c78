# SPDX-License-Identifier: Apache-2.0
"""Every claim held against every reachable state of a site."""

from collections.abc import Callable, Collection, Iterator
from functools import partial

from msgspec import Struct

from holdfast.model.place import Place
from holdfast.model.site import Site
from holdfast.prove.bounds import NEVER
from holdfast.prove.checker import Always, Explored, Property, Settles, Sometimes, Step, explore
from holdfast.prove.claim import Breach, Claim
from holdfast.prove.claims.outage_within import told
from holdfast.prove.outage import Outage, worst_outage
from holdfast.prove.registry import CLAIMS
from holdfast.prove.trace import Told, story
from holdfast.prove.vrrp.codes import State
from holdfast.prove.vrrp.model import Action, Vrrp
from holdfast.prove.vrrp.parameters import Slice
from holdfast.prove.vrrp.reading import slices
from holdfast.prove.vrrp.strikes import KINDS, Kind
from holdfast.prove.vrrp.truth import opaque_checks, truthful

Enough = Callable[[int], bool]
"""Told how many states there are; true to end the work."""


class Asked(Struct, frozen=True):
    """What is asked: so many faults at once, of these kinds; the claims; the budget in ms."""

    faults: int = 2
    budget_ms: float | None = None
    claims: tuple[Claim, ...] = CLAIMS
    kinds: frozenset[Kind] = KINDS


class Judged(Struct, frozen=True):
    """A claim, kept or broken. `why` is one sentence; `trace` the shortest way to break it.

    `hangs_on` names the checks that cannot be read from the files and on which the verdict hangs.
    """

    claim: str
    held: bool
    why: str
    at: tuple[Place, ...] = ()
    mend: str = ""
    rule: str | None = None
    trace: tuple[Told, ...] = ()
    hangs_on: tuple[str, ...] = ()

    @property
    def change(self) -> str:
        """What to change, and the rule that it corresponds to, where there is one."""
        return f"{self.mend} (rule {self.rule})" if self.rule is not None else self.mend


class Proof(Struct, frozen=True):
    """What was found out. `covered` is the largest number of faults at once that was explored to
    its end, -1 for none: less than `faults` where the work was ended."""

    site: str
    states: int
    transitions: int
    faults: int
    covered: int
    claims: tuple[Judged, ...]

    @property
    def complete(self) -> bool:
        """Whether all that was asked was explored."""
        return self.covered >= self.faults

    @property
    def held(self) -> bool:
        """Whether every claim is kept."""
        return all(judged.held for judged in self.claims)


def prove(site: Site, asked: Asked, enough: Enough = lambda _states: False) -> Proof:
    """Explore every slice of the site, and judge."""
    done = [_Part(part, asked, enough) for part in slices(site)]
    return Proof(
        site=site.name,
        states=sum(part.explored.states for part in done),
        transitions=sum(part.explored.transitions for part in done),
        faults=asked.faults,
        covered=min((part.explored.covered for part in done), default=asked.faults),
        claims=tuple(_judge(claim, done, asked) for claim in asked.claims),
    )


class _Part:
    """A slice, explored; where a check is opaque, also as if each told the truth."""

    def __init__(self, part: Slice, asked: Asked, enough: Enough) -> None:
        self.model = Vrrp(part, asked.kinds, asked.faults)
        self.opaque = opaque_checks(part)
        self.explored = _explore(self.model, asked.claims, asked.faults, enough)
        self._asked = asked
        self._enough = enough
        self._truthful: tuple[Vrrp, Explored[State, Action]] | None = None

    def broken(self, claim: Claim) -> tuple[Vrrp, tuple[Step[State, Action], ...], bool] | None:
        """The model, the trace that breaks a claim in it, and whether opaque checks are needed."""
        trace = self.explored.broken.get(claim.name)
        if trace is None:
            return None
        if not self.opaque:
            return self.model, trace, False
        model, explored = self._with_truth()
        honest = explored.broken.get(claim.name)
        if honest is not None:
            return model, honest, False
        return self.model, trace, explored.complete

    def idle(self, claim: Claim) -> Iterator[str]:
        """The VIPs of which a claim that is kept says nothing."""
        services = self.model.part.services if self.explored.covered >= 0 else ()
        for number, service in enumerate(services):
            if _shown(claim, number) in self.explored.broken:
                yield from service.vips

    @property
    def honest(self) -> Vrrp:
        """The model in which opaque checks tell the truth."""
        return self._with_truth()[0] if self.opaque else self.model

    def outage(self) -> Outage | None:
        """What a single fault does at worst; without any, whether all VIPs are answered."""
        asked = self._asked
        single = Vrrp(self.honest.part, asked.kinds, min(1, asked.faults))
        return worst_outage(single, self._enough)

    def _with_truth(self) -> tuple[Vrrp, Explored[State, Action]]:
        if self._truthful is None:
            asked = self._asked
            model = Vrrp(truthful(self.model.part), asked.kinds, asked.faults)
            found = _explore(model, asked.claims, asked.faults, self._enough)
            self._truthful = model, found
        return self._truthful


def _explore(
    model: Vrrp, claims: Collection[Claim], faults: int, enough: Enough
) -> Explored[State, Action]:
    properties: list[Property[State, Action]] = []
    for claim in claims:
        if claim.against == "state":
            properties.append(Always(claim.name, _holds(model, claim)))
            properties += _needed(model, claim)
        elif claim.against == "round":
            properties.append(Settles(claim.name, lambda action: isinstance(action, int)))
    return explore(model, properties, level=model.faults, highest=faults, enough=enough)


def _holds(model: Vrrp, claim: Claim) -> Callable[[State], bool]:
    return lambda state: claim.breach(model, state) is None


def _needed(model: Vrrp, claim: Claim) -> Iterator[Sometimes[State]]:
    """What must be reached for the claim to say anything, VIP by VIP."""
    if claim.needs is not None:
        for number, service in enumerate(model.part.services):
            holds = partial(claim.needs, model, service=service)
            yield Sometimes(_shown(claim, number), holds)


def _shown(claim: Claim, service: int) -> str:
    return f"{claim.name} of service {service}"


def _judge(claim: Claim, parts: list[_Part], asked: Asked) -> Judged:
    if claim.against == "outage":
        return _judge_outage(claim, parts, asked)
    found = [(broken, part) for part in parts if (broken := part.broken(claim)) is not None]
    if not found:
        idle = ", ".join(vip for part in parts for vip in part.idle(claim))
        return Judged(claim.name, True, claim.idle.format(vips=idle) if idle else "")
    (model, trace, hangs), part = min(found, key=lambda one: len(one[0][1]))
    breach = claim.breach(model, trace[-1].state) or Breach("")
    why = breach.why
    names = tuple(part.opaque) if hangs else ()
    if hangs:
        verb = "were it" if len(names) == 1 else "were they"
        why = f"{why}; this hangs on {' and '.join(names)}: {verb} true, the claim would be kept"
    return Judged(
        claim.name, False, why, breach.at, breach.mend, breach.rule, story(model, trace), names
    )


def _judge_outage(claim: Claim, parts: list[_Part], asked: Asked) -> Judged:
    outages = [(outage, part) for part in parts if (outage := part.outage()) is not None]
    if not outages:
        none = "no single fault interrupts anything"
        return Judged(claim.name, True, none if asked.faults else "no fault was looked at")
    outage, part = max(outages, key=lambda one: one[0].ms)
    breach = claim.breach(outage, asked.budget_ms)
    if breach is None:
        return Judged(claim.name, True, told(outage))
    cause = next(_breaches(part.honest, outage.way[-1].state), breach)
    if outage.ms < NEVER:
        cause = breach
    return Judged(
        claim.name,
        False,
        breach.why,
        cause.at,
        mend=cause.mend,
        rule=cause.rule,
        trace=story(part.honest, outage.way),
    )


def _breaches(model: Vrrp, state: State) -> Iterator[Breach]:
    """How a state breaks the claims about states: what is wrong where nobody answers any more."""
    for claim in CLAIMS:
        if claim.against == "state" and (found := claim.breach(model, state)) is not None:
            yield found
