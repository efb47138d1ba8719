"""Which shadow a subject gets: remove.bg's types and names, and what they are here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nukki.core.options import ShadowKind

TYPES = (
    "auto", "person", "product", "car", "animal", "graphic", "transportation", "other",
)  # fmt: skip
"""What a foreground can be said to be."""

SHADOW_TYPES = ("none", "auto", "car", "3D", "drop")

KIND_OF: Mapping[str, ShadowKind] = {"car": "contact", "3D": "cast", "drop": "drop"}
"""remove.bg's names of shadows, as `nukki.core.options.Options` calls them."""

AUTOMATIC: Mapping[str, str] = {
    "car": "car",
    "product": "drop",
    "person": "3D",
    "animal": "drop",
    "transportation": "3D",
    "graphic": "drop",
    "other": "drop",
}
"""What ``auto`` is for each type of foreground."""

DEFAULT_OPACITY, CAR_OPACITY = 50.0, 90.0


class _Opacities:
    """Reads ``auto`` or 0 to 100."""

    def read(self, text: str) -> float | None:
        """The opacity in percent; None is the type's own."""
        if text.strip().lower() == "auto":
            return None
        value = float(text)
        if not 0 <= value <= 100:
            raise ValueError("Expected auto, or 0 to 100")
        return value


OPACITIES = _Opacities()


@dataclass(frozen=True)
class ShadowWish:
    """What was asked for.

    Attributes:
        for_all: Without brackets: for every type of foreground.
        by_type: With brackets; then types that are not mentioned get none.
        opacity: Without brackets, percent; None is the type's own.
        opacity_by_type: With brackets; types that are not mentioned have their own.
    """

    for_all: str = "none"
    by_type: Mapping[str, str] = field(default_factory=dict)
    opacity: float | None = None
    opacity_by_type: Mapping[str, float | None] = field(default_factory=dict)

    @property
    def any(self) -> bool:
        """Whether some type of foreground would get a shadow."""
        return any(name != "none" for name in (self.for_all, *self.by_type.values()))

    def kind(self, subject: str) -> ShadowKind | None:
        """The shadow of a subject of that type."""
        name = self.by_type.get(subject, "none") if self.by_type else self.for_all
        name = AUTOMATIC.get(subject, "drop") if name == "auto" else name
        return KIND_OF.get(name)

    def opacity_for(self, subject: str) -> float:
        """How dark it is, percent."""
        asked = self.opacity_by_type.get(subject, self.opacity)
        if asked is not None:
            return asked
        return CAR_OPACITY if subject == "car" else DEFAULT_OPACITY
