"""The base class of immutable models."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A Pydantic model that is immutable and hashable.

    It is built when it is first used: a command needs a few of some two hundred models.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)
