# SPDX-License-Identifier: Apache-2.0
"""The first process of the sandbox: the switch, and who hangs on it."""
