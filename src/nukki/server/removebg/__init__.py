"""remove.bg's HTTP API v1.0: parameters, answers and faults as its clients know them."""
