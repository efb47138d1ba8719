"""nukki: cut the subject out of pictures."""
