# SPDX-License-Identifier: Apache-2.0
"""Who asks: requests, a download, ARP."""
