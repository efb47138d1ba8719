"""The HTTP door: remove.bg's API, rembg's, and our own, on one's own machine (extra ``server``)."""
