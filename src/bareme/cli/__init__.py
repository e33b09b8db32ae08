"""The command line. `app` is what the `bareme` script runs.

Only light modules are imported here and in `app`: `bareme --help` must not wait for LangGraph. Each command loads what
it needs.
"""

import os

# LangGraph reads it when it is imported, which no module above this line may do.
os.environ.setdefault("LANGGRAPH_STRICT_MSGPACK", "true")

from bareme.cli.app import app

__all__ = ["app"]
