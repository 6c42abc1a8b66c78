# SPDX-License-Identifier: Apache-2.0
"""From a site to a lab: what the files say is taken, what they cannot say is chosen and listed."""
