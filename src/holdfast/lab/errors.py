# SPDX-License-Identifier: Apache-2.0
"""What can go wrong with a lab: one sentence each, with what to do."""


class LabError(Exception):
    """The lab could not do what was asked; the text is one line for the operator."""


class LabRefused(LabError):
    """This machine does not let a lab start; the text says which setting or package mends it."""


class LabLost(LabError):
    """A process of the lab ended that should not have."""


class DeadlinePassed(LabError):
    """What was waited for did not come within its deadline."""
