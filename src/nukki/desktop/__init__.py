"""The studio in a window of its own: the same page, on a server that answers this window alone."""
