# SPDX-License-Identifier: Apache-2.0
"""The service manager that is the first process of a node (systemd.service(5))."""
