"""rembg's session classes, as thin names of nukki's models.

Derive from one to change a part of it: its file, its input, or its masks.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from nukki.rembg.base import BaseSession
from nukki.rembg.errors import RefusedModelError
from nukki.rembg.session import ModelSession

NO_UPLOAD = "nukki never uploads a picture; choose a model that runs here (nukki models list)"


class U2netSession(ModelSession):
    """u2net."""

    model = "u2net"


class U2netpSession(ModelSession):
    """u2netp."""

    model = "u2netp"


class U2netHumanSegSession(ModelSession):
    """u2net_human_seg."""

    model = "u2net_human_seg"


class Unet2ClothSession(ModelSession):
    """u2net_cloth_seg."""

    model = "u2net_cloth_seg"


class SiluetaSession(ModelSession):
    """silueta."""

    model = "silueta"


class DisSessionGeneralUse(ModelSession):
    """isnet-general-use."""

    model = "isnet-general-use"


class DisSession(ModelSession):
    """isnet-anime."""

    model = "isnet-anime"


class BiRefNetSessionGeneral(ModelSession):
    """birefnet-general."""

    model = "birefnet-general"


class BiRefNetSessionGeneralLite(BiRefNetSessionGeneral):
    """birefnet-general-lite."""

    model = "birefnet-general-lite"


class BiRefNetSessionPortrait(BiRefNetSessionGeneral):
    """birefnet-portrait."""

    model = "birefnet-portrait"


class BiRefNetSessionDIS(BiRefNetSessionGeneral):
    """birefnet-dis."""

    model = "birefnet-dis"


class BiRefNetSessionHRSOD(BiRefNetSessionGeneral):
    """birefnet-hrsod."""

    model = "birefnet-hrsod"


class BiRefNetSessionCOD(BiRefNetSessionGeneral):
    """birefnet-cod."""

    model = "birefnet-cod"


class BiRefNetSessionMassive(BiRefNetSessionGeneral):
    """birefnet-massive."""

    model = "birefnet-massive"


class BriaRmBgSession(ModelSession):
    """bria-rmbg, which may not be used commercially."""

    model = "bria-rmbg"


class CustomSession(ModelSession):
    """A file of the user's own, fed and read as another model."""

    custom_name: ClassVar[str] = ""

    @classmethod
    def name(cls, *_: Any, **__: Any) -> str:
        """Rembg's name."""
        return cls.custom_name

    @classmethod
    def download_models(cls, *args: Any, **kwargs: Any) -> str:
        """The path that came as ``model_path``.

        Raises:
            MissingModelPathError: None came.
        """
        return cls.validate_model_path(*args, **kwargs)


class U2netCustomSession(CustomSession):
    """u2net_custom: fed as u2net."""

    model, custom_name = "u2net", "u2net_custom"


class DisCustomSession(CustomSession):
    """dis_custom: fed as isnet-general-use."""

    model, custom_name = "isnet-general-use", "dis_custom"


class BenCustomSession(CustomSession):
    """ben_custom: fed as isnet-general-use."""

    model, custom_name = "isnet-general-use", "ben_custom"


class RefusedSession(BaseSession):
    """A name that rembg has and nukki does not run: making one raises its ``reason``."""

    reason: ClassVar[str] = ""
    refused_name: ClassVar[str] = ""

    def __init__(self, *_: Any, **__: Any) -> None:
        self.download_models()

    @classmethod
    def name(cls, *_: Any, **__: Any) -> str:
        """Rembg's name."""
        return cls.refused_name

    @classmethod
    def download_models(cls, *_: Any, **__: Any) -> str:
        """Refused, like making one."""
        raise RefusedModelError(f"model {cls.refused_name!r}: {cls.reason}")


class SamSession(RefusedSession):
    """sam."""

    refused_name = "sam"
    reason = (
        "points and boxes are options here, with SAM where it is installed and without; use "
        "nukki.cut(photo, click=(320, 200)) or box=(left, top, right, bottom)"
    )


class BiRefNetSessionGeneralFP16(RefusedSession):
    """birefnet-general-fp16."""

    refused_name = "birefnet-general-fp16"
    reason = (
        "files are not converted to half precision; use birefnet-general, or convert it yourself "
        "and pass it: new_session('birefnet-general', model_path='half.onnx')"
    )


class CloudSession(RefusedSession):
    """A service that is sent the picture."""

    reason = NO_UPLOAD

    @classmethod
    def is_local(cls, *_: Any, **__: Any) -> bool:
        """False."""
        return False

    @classmethod
    def requires_credentials(cls, *_: Any, **__: Any) -> bool:
        """True."""
        return True

    @classmethod
    def has_usage_cost(cls, *_: Any, **__: Any) -> bool:
        """True."""
        return True


class WithoutBgSession(CloudSession):
    """withoutbg."""

    refused_name = "withoutbg"


class AtlasCloudSession(CloudSession):
    """atlascloud."""

    refused_name = "atlascloud"


MODULES: Mapping[str, tuple[str, type[BaseSession]]] = {
    "atlascloud": ("AtlasCloudSession", AtlasCloudSession),
    "ben_custom": ("BenCustomSession", BenCustomSession),
    "birefnet_cod": ("BiRefNetSessionCOD", BiRefNetSessionCOD),
    "birefnet_dis": ("BiRefNetSessionDIS", BiRefNetSessionDIS),
    "birefnet_general": ("BiRefNetSessionGeneral", BiRefNetSessionGeneral),
    "birefnet_general_fp16": ("BiRefNetSessionGeneralFP16", BiRefNetSessionGeneralFP16),
    "birefnet_general_lite": ("BiRefNetSessionGeneralLite", BiRefNetSessionGeneralLite),
    "birefnet_hrsod": ("BiRefNetSessionHRSOD", BiRefNetSessionHRSOD),
    "birefnet_massive": ("BiRefNetSessionMassive", BiRefNetSessionMassive),
    "birefnet_portrait": ("BiRefNetSessionPortrait", BiRefNetSessionPortrait),
    "bria_rmbg": ("BriaRmBgSession", BriaRmBgSession),
    "dis_anime": ("DisSession", DisSession),
    "dis_custom": ("DisCustomSession", DisCustomSession),
    "dis_general_use": ("DisSession", DisSessionGeneralUse),
    "sam": ("SamSession", SamSession),
    "silueta": ("SiluetaSession", SiluetaSession),
    "u2net": ("U2netSession", U2netSession),
    "u2net_cloth_seg": ("Unet2ClothSession", Unet2ClothSession),
    "u2net_custom": ("U2netCustomSession", U2netCustomSession),
    "u2net_human_seg": ("U2netHumanSegSession", U2netHumanSegSession),
    "u2netp": ("U2netpSession", U2netpSession),
    "withoutbg": ("WithoutBgSession", WithoutBgSession),
}
"""rembg's file for each class, and the class's name in it (two files have a ``DisSession``)."""

CLASSES: tuple[type[BaseSession], ...] = tuple(kind for _, kind in MODULES.values())

__all__ = [
    "AtlasCloudSession",
    "BenCustomSession",
    "BiRefNetSessionCOD",
    "BiRefNetSessionDIS",
    "BiRefNetSessionGeneral",
    "BiRefNetSessionGeneralFP16",
    "BiRefNetSessionGeneralLite",
    "BiRefNetSessionHRSOD",
    "BiRefNetSessionMassive",
    "BiRefNetSessionPortrait",
    "BriaRmBgSession",
    "DisCustomSession",
    "DisSession",
    "DisSessionGeneralUse",
    "SamSession",
    "SiluetaSession",
    "U2netCustomSession",
    "U2netHumanSegSession",
    "U2netSession",
    "U2netpSession",
    "Unet2ClothSession",
    "WithoutBgSession",
]
