"""nukki's own API: the library's options over HTTP."""
