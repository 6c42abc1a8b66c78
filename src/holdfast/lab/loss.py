# SPDX-License-Identifier: Apache-2.0
"""What the switch of a lab loses on the way from one node to another."""

from msgspec import Struct


class Loss(Struct, frozen=True):
    """`percent` of the frames from `sender` to `receiver`, each by chance; of VRRP's alone, or all.

    What other hosts, such as the client, send to either of them arrives.
    """

    sender: str
    receiver: str
    percent: int = 100
    vrrp_only: bool = False
