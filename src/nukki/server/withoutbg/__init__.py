"""withoutBG's HTTP API: a matte that the client lays over its own full-size picture."""
