"""`python -m fer`."""

import sys

try:
    # What it imports takes seconds, in which one may think better of it too.
    from fer.cli import main

    sys.exit(main())
except KeyboardInterrupt:
    print("fer: interrupted", file=sys.stderr)
    sys.exit(1)
