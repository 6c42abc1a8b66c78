# SPDX-License-Identifier: Apache-2.0
"""The traces in a file that `holdfast prove --format json` wrote."""

from pathlib import Path

import msgspec

from holdfast.cli.failure import Failure
from holdfast.prove.trace import Act


class _Step(msgspec.Struct):
    action: Act


class _Claim(msgspec.Struct):
    claim: str
    trace: list[_Step]


class _Proof(msgspec.Struct):
    claims: list[_Claim]


def traces(path: str) -> dict[str, tuple[Act, ...]]:
    """The faults of each trace, by the claim that it breaks. Raises Failure where there is none."""
    try:
        proof = msgspec.json.decode(Path(path).read_bytes(), type=_Proof)
    except OSError as error:
        raise Failure(f"{path} cannot be read: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise Failure(
            f"{path} is not what `holdfast prove --format json` writes: {error}"
        ) from None
    found = {
        claim.claim: tuple(step.action for step in claim.trace if step.action.fault is not None)
        for claim in proof.claims
        if claim.trace
    }
    if not found:
        raise Failure(f"{path} has no trace: every claim in it is kept")
    return found
