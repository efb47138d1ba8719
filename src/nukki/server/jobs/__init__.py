"""Jobs and batches: many pictures, worked on durably, told about while it happens."""
