"""Networks that can be trained: one file each, listed here."""

from __future__ import annotations

from nukki.core.registry import Registry
from nukki.train.networks import lite, u2net, unet
from nukki.train.networks.external import find_external
from nukki.train.networks.spec import NetworkSpec

NETWORKS: Registry[NetworkSpec] = Registry("network", (unet.SPEC, *u2net.SPECS, lite.SPEC))


def find_network(arch: str) -> NetworkSpec:
    """The network that ``--arch`` names: one of `NETWORKS`, or ``package:name`` of another package.

    Raises:
        UnknownNameError: There is none of this name; the nearest is named.
    """
    return find_external(arch) if ":" in arch else NETWORKS[arch]


__all__ = ["NETWORKS", "NetworkSpec", "find_network"]
