# SPDX-License-Identifier: Apache-2.0
"""What would be done to live hosts, as steps: pure, and the same for the lab and for hosts."""
