# SPDX-License-Identifier: Apache-2.0
"""Ways to keep HAProxy running whoever owns the VIP, a module and a page each."""
