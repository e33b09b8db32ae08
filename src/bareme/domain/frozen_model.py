"""The base class of immutable models."""

from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class FrozenModel(BaseModel):
    """A Pydantic model that is immutable and hashable.

    It is built when it is first used: a command needs a few of some two hundred models. Instances with the same fields
    set share the set of their names, which Pydantic gives to each: it takes more memory than most of their values.
    """

    model_config = ConfigDict(frozen=True, defer_build=True)

    def model_post_init(self, context: Any, /) -> None:  # noqa: ARG002 - the signature of Pydantic
        """Share the set of the names of the fields that are set."""
        _share_fields_set(self)

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        """Return a copy, which shares its set too. Pydantic makes a new one before it adds the names in `update`."""
        copied = super().model_copy(update=update, deep=deep)
        _share_fields_set(copied)
        return copied


_fields_sets: dict[frozenset[str], set[str]] = {}


def _share_fields_set(model: FrozenModel) -> None:
    names = model.__pydantic_fields_set__
    object.__setattr__(model, "__pydantic_fields_set__", _fields_sets.setdefault(frozenset(names), names))
