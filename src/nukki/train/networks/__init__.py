"""Networks that can be trained: one file each, listed here."""

from __future__ import annotations

from nukki.core.registry import Registry
from nukki.train.networks import unet
from nukki.train.networks.spec import NetworkSpec

NETWORKS: Registry[NetworkSpec] = Registry("network", (unet.SPEC,))


def find_network(arch: str) -> NetworkSpec:
    """The network that ``--arch`` names.

    Raises:
        UnknownNameError: There is none of this name; the nearest is named.
    """
    return NETWORKS[arch]


__all__ = ["NETWORKS", "NetworkSpec", "find_network"]
