# SPDX-License-Identifier: Apache-2.0
"""Live hosts, through the installed Ansible: read, brought to where a plan says, and back."""
