"""The base class of immutable models."""

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A Pydantic model that is immutable and hashable."""

    model_config = ConfigDict(frozen=True)
