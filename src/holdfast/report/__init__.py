# SPDX-License-Identifier: Apache-2.0
"""What the commands found, for people and for programs."""
