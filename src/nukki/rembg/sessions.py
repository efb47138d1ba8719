"""The model names that `nukki.rembg.session_factory.new_session` takes."""

from __future__ import annotations

from collections.abc import Mapping

from nukki import models

TWINS: Mapping[str, str] = {
    "u2net_custom": "u2net",
    "dis_custom": "isnet-general-use",
    "ben_custom": "isnet-general-use",
}
"""Names that run a file of the user's own, and the model whose input and output it shares."""

sessions_names = [*models.builtin(), *TWINS]
"""Every name; models that the user added are taken as well."""
