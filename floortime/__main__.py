"""`python -m floortime`; knows the command."""

import sys

from floortime.cli import main

sys.exit(main())
