# SPDX-License-Identifier: Apache-2.0
"""Live hosts, through the installed Ansible: what is read off them."""
