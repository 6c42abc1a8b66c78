# SPDX-License-Identifier: Apache-2.0
"""The traces in a file that `holdfast prove --format json` wrote."""

import msgspec

from holdfast.cli.failure import Failure
from holdfast.cli.saved_file import read_saved
from holdfast.drill.replay.concerns import is_of
from holdfast.model.json_version import decoded, unread
from holdfast.model.site import Site
from holdfast.prove.trace import Act
from holdfast.prove.vrrp.model import Vrrp
from holdfast.prove.vrrp.reading import TooLarge, slices
from holdfast.prove.vrrp.strikes import KINDS
from holdfast.report.replay_text import act_text

_WRITTEN_BY = "prove --format json"


class _Step(msgspec.Struct):
    action: Act


class _Claim(msgspec.Struct):
    claim: str
    trace: list[_Step]


class _Proof(msgspec.Struct):
    claims: list[_Claim]
    version: int = 0


def traces(path: str, site: Site) -> dict[str, tuple[Act, ...]]:
    """The faults of each trace, by the claim that it breaks.

    Raises Failure where there is none, and where one is not of this site.
    """
    found = _read(path)
    try:
        models = [Vrrp(part, KINDS, len(KINDS)) for part in slices(site)]
    except TooLarge as why:
        raise Failure(str(why)) from None
    for claim, acts in found.items():
        if acts[:1] != (Act("boot"),):
            raise Failure(f"{path}: the trace of {claim} does not begin with a boot of all nodes")
        for act in acts:
            if not is_of(models, act):
                raise Failure(f"{path} is of another site: this one has no {act_text(act)}")
    return found


def _read(path: str) -> dict[str, tuple[Act, ...]]:
    try:
        proof = decoded(read_saved(path, _WRITTEN_BY), _Proof)
    except ValueError as error:
        raise Failure(f"{path} is not what `holdfast {_WRITTEN_BY}` writes: {error}") from None
    why = unread(proof.version)
    if why is not None:
        raise Failure(f"{path} {why}")
    found = {
        claim.claim: tuple(step.action for step in claim.trace if step.action.fault is not None)
        for claim in proof.claims
        if claim.trace
    }
    if not found:
        raise Failure(f"{path} has no trace: every claim in it is kept")
    return found
