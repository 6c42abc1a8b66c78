# SPDX-License-Identifier: Apache-2.0
"""What the operator says about a site in `holdfast.yaml`, beside the nodes."""

from typing import Literal

from msgspec import Struct

Threshold = Literal["error", "warning", "info"]


class Settings(Struct, frozen=True, forbid_unknown_fields=True):
    """The keys of the file, as far as `check` and `fix` know any.

    `select` and `ignore` name rules; no `select` is every rule. Findings below `severity` are not
    told. `baseline` is a path, relative to the folder of the file.
    """

    select: tuple[str, ...] | None = None
    ignore: tuple[str, ...] = ()
    severity: Threshold = "info"
    baseline: str | None = None


NO_SETTINGS = Settings()
