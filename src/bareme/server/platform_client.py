"""The client by which our routes ask the platform that they run on, in this process and past its authentication."""

import sys
from functools import cache
from typing import Any

import langgraph_sdk


def runs_on_aegra() -> bool:
    """Return whether aegra serves our app. It imports the app from its own main module."""
    return "aegra_api.main" in sys.modules


def get_client() -> Any:
    """Return the SDK's client or, on aegra, one with the same methods. The SDK reaches into langgraph-api alone."""
    return _aegra_client() if runs_on_aegra() else langgraph_sdk.get_client()


@cache
def _aegra_client() -> object:
    from bareme.server.aegra_client import AegraClient  # noqa: PLC0415 - aegra is in the extra `cluster`

    return AegraClient()
