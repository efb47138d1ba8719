"""Fetching what a caller names by address, without reaching what only this machine can reach."""

from nukki.server.fetch.addresses import is_allowed
from nukki.server.fetch.client import guarded_client
from nukki.server.fetch.fetcher import Fetched, Fetcher, FetchError, Limits, NotAnAddressError

__all__ = [
    "FetchError",
    "Fetched",
    "Fetcher",
    "Limits",
    "NotAnAddressError",
    "guarded_client",
    "is_allowed",
]
