"""The command line: one file per command, each declare, validate, call, print."""
