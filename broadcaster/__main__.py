"""`python -m broadcaster` is the same as `broadcaster`."""

import sys

from broadcaster.cli import main

sys.exit(main())
