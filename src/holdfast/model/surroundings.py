# SPDX-License-Identifier: Apache-2.0
"""What stands around the two daemons on a node: programs on the disk, packages, upgrades."""

from msgspec import Struct

from holdfast.model.place import Place


class ProgramFile(Struct, frozen=True):
    """A program that keepalived executes by its absolute path, as the node's folder has it.

    `there` is None where its absence means nothing: the folder it belongs into is the
    distribution's, or is not among the node's. `executable` says that somebody may execute it.
    `writable` is the file, or the folder on the way to it, that not only root may write.
    """

    path: str
    there: bool | None
    executable: bool = True
    writable: str | None = None


class UnattendedUpgrades(Struct, frozen=True):
    """Upgrades without a word at night; `kept_back` are the package patterns they leave alone."""

    place: Place
    kept_back: tuple[str, ...] = ()
