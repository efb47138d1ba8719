"""What a subject is laid over, and how it lies there."""
