# SPDX-License-Identifier: Apache-2.0
"""What the nodes' journals say of the VIPs: who owned them, when and why they moved."""
