"""The route that tells which graders a session may have here."""

import asyncio

from pydantic import ConfigDict, Field

from bareme.domain.frozen_model import FrozenModel
from bareme.models.prices import is_priced
from bareme.models.providers import PROVIDERS
from bareme.models.registry import OFFLINE_NAMES, is_paid
from bareme.settings import get_settings


class ModelOffer(FrozenModel):
    """A model that can be a grader as it is."""

    model: str = Field(description='"provider:model", for the `graders` of a context.')
    follows_rules: bool = Field(description="Whether it follows rules and is no model: the offline examiner.")
    priced: bool = Field(description="Whether its price is known, which a budget of dollars needs.")


class ProviderOffer(FrozenModel):
    """A provider of models."""

    name: str = Field(description='The part before the colon in "provider:model".')
    configured: bool = Field(description="Whether the server has its key and address. Its models can then grade.")


class ModelList(FrozenModel):
    """Which graders a session may have on this server."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "default": "openai:gpt-5.1-mini",
                    "models": [{"model": "openai:gpt-5.1-mini", "follows_rules": False, "priced": True}],
                    "providers": [{"name": "openai", "configured": True}],
                }
            ]
        }
    )

    default: str = Field(description="The grader if a request names none.")
    models: tuple[ModelOffer, ...] = Field(description="Graders to offer; a request may name others.")
    providers: tuple[ProviderOffer, ...]


async def get_models() -> ModelList:
    """Return the graders that a session may have here. Keys and addresses are not told."""
    return await asyncio.to_thread(_models)


def _models() -> ModelList:
    default = get_settings().default_model
    configured = {name for name, provider in PROVIDERS.items() if provider.configured}
    suggested = (PROVIDERS[name].suggestion for name in PROVIDERS if name in configured)
    names = dict.fromkeys(filter(None, (default, *suggested, *OFFLINE_NAMES)))
    return ModelList(
        default=default,
        models=tuple(
            ModelOffer(model=name, follows_rules=not is_paid(name), priced=not is_paid(name) or is_priced(name))
            for name in names
        ),
        providers=tuple(ProviderOffer(name=name, configured=name in configured) for name in PROVIDERS),
    )
