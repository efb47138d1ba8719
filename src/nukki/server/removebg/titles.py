"""Every fault of the API with the code and title that its documentation gives it.

``unknown_foreground`` is what third-party programs branch on; no code may ever be renamed.
"""

from __future__ import annotations

from collections.abc import Mapping

from nukki.server.faults import ApiError

TITLES: Mapping[str, str] = {
    "failed_bg_download": "Failed to download background image from given bg_image_url",
    "failed_image_download": "Failed to download image from given image_url",
    "failed_to_read_image": "There was an error reading the image.",
    "file_too_large": "File too large",
    "invalid_bg_color": "Invalid bg_color parameter given",
    "invalid_bg_image_url": "Invalid bg_image_url parameter given",
    "invalid_channels": "Invalid value for parameter 'channels'",
    "invalid_crop": "Invalid crop parameter given",
    "invalid_crop_margin": "Invalid crop_margin parameter given",
    "invalid_dimensions": "Failed to read image dimensions",
    "invalid_file_type": "Invalid file type",
    "invalid_format": "Invalid format parameter given",
    "invalid_image_url": "Invalid image_url parameter given",
    "invalid_position": "Invalid position parameter given",
    "invalid_roi": "Invalid roi parameter given",
    "invalid_scale": "Invalid scale parameter given",
    "invalid_semitransparency": "Invalid semitransparency parameter given",
    "invalid_shadow_opacity": "Invalid shadow_opacity parameter given",
    "invalid_shadow_type": "Invalid shadow_type parameter given",
    "invalid_size": "Invalid value for parameter 'size'",
    "invalid_type": "Invalid value for parameter 'type'",
    "invalid_type_level": "Invalid value for parameter 'type_level'",
    "missing_source": "No image given",
    "multiple_bg_sources": "Multiple background sources given",
    "multiple_sources": "Multiple image sources given",
    "resolution_too_high": "Image resolution too high",
    "roi_exceeds_bounds": "ROI exceeds image bounds",
    "roi_region_empty": "ROI region is empty",
    "unknown_foreground": "Could not identify foreground in image.",
}


def refused(code: str, detail: str = "") -> ApiError:
    """The fault of that code, status 400."""
    return ApiError(400, code, TITLES[code], detail)
