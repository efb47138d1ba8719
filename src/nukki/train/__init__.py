"""From photos to a network of one's own: data, networks, losses, training, tests, export."""
