"""Clips as files: every format, read and written with exact times, alpha, colours and sound."""
