# SPDX-License-Identifier: Apache-2.0
"""The forms in which a node keeps VIPs from boot on: a module per tool that reads them."""
