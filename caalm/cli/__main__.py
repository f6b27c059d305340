"""`python -m caalm.cli COMMAND` is `caalm COMMAND` where that is not installed."""

from caalm.cli import main

if __name__ == "__main__":
    main()
