"""What a process of a cluster does."""

from enum import StrEnum


class Role(StrEnum):
    """Answer requests, do the work that they ask for, or both."""

    ALL = "all"
    API = "api"
    WORKER = "worker"
