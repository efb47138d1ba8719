"""Who may ask for what: keys, credits, rates. The doors know only `gate`."""
