"""rembg's HTTP API, for programs that were written for ``rembg s``."""
