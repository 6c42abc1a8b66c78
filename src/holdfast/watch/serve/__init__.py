# SPDX-License-Identifier: Apache-2.0
"""Metrics for Prometheus, and a page with live updates: what `holdfast watch --serve` serves."""
