"""The command line. `app` is what the `bareme` script runs.

Only light modules are imported here and in `app`, so that `bareme --help` is fast.
"""

import os

# LangGraph reads this when it is imported.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from bareme.cli.app import app

__all__ = ["app"]
