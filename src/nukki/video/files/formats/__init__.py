"""One file for each way to store a clip; `nukki.video.files.registry` collects them."""
