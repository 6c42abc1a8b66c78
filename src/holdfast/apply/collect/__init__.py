# SPDX-License-Identifier: Apache-2.0
"""Hosts of an inventory to the node folders of a site, and what only the running host knows."""
