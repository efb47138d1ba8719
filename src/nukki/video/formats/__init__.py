"""One file for each way to store a clip; `nukki.video.registry` collects them."""
