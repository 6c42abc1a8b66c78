# SPDX-License-Identifier: Apache-2.0
"""keepalived's configuration of a node: its files as keepalived reads them, then their values."""

from holdfast.load.keepalived.config import keepalived_config

__all__ = ["keepalived_config"]
