# SPDX-License-Identifier: Apache-2.0
"""The run without any fault, before the others."""

from holdfast.drill.fault import Phase, Scene, nothing

CONTROL = Phase(nothing)


def phases(_scene: Scene) -> tuple[Phase, ...]:
    """One phase in which nothing strikes."""
    return (CONTROL,)
