"""The command line: `python -m boiloff`."""

import signal
import sys

from . import _boiloff


def main() -> int:
    """Run the command line with the arguments of this process."""
    # Python's own handler would wait for the end of the run.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    return _boiloff.main(["boiloff", *sys.argv[1:]])


if __name__ == "__main__":
    sys.exit(main())
