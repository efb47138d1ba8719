"""One file per format family; the registry collects what each lists as ``FORMAT(S)``."""
