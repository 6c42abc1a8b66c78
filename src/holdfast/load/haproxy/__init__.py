# SPDX-License-Identifier: Apache-2.0
"""HAProxy's configuration of a node: its files in order, their binds; the rest on demand."""

from holdfast.load.haproxy.config import expand_folders, haproxy_config

__all__ = ["expand_folders", "haproxy_config"]
