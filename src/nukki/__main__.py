"""``python -m nukki``: the command, where its script is not on the path."""

from nukki.cli.main import main

if __name__ == "__main__":
    main()
