# SPDX-License-Identifier: Apache-2.0
"""What the switch of a lab loses on the way from one node to another."""

from msgspec import Struct

ANY = ""


class Loss(Struct, frozen=True):
    """`percent` of the frames from `sender` to `receiver`, each by chance; of VRRP's alone, or all.

    Both are nodes; ANY is every host, the client and the world as well.
    """

    sender: str
    receiver: str
    percent: int = 100
    vrrp_only: bool = False
