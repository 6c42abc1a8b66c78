# SPDX-License-Identifier: Apache-2.0
"""A plan as Ansible tasks to read and to paste."""
