"""How many pictures a request to a model may have: by its profile, by what its server states, by what it refused."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import httpx2

from bareme.domain.policy import Grader
from bareme.errors import PicturesUnsupported
from bareme.models.connections import LoopClient
from bareme.models.providers import endpoint_of, provider_of, split_credentials
from bareme.models.registry import build_model, reads_images
from bareme.runtime import current_runtime

type PictureLimit = int | None
"""Pictures in a request at most; None: as many as there are."""

_SECONDS = 5.0
"""How long a local server may take to list its models."""


class _KnownLimits:
    """What is known of each endpoint and model, for as long as the event loop lives."""

    def __init__(self) -> None:
        self.limits: dict[tuple[str, str], PictureLimit] = {}
        self.asking = asyncio.Lock()


async def picture_limit(grader: Grader) -> PictureLimit:
    """Return how many pictures a request to this grader may have; the grader's settings may ask for fewer."""
    if grader.images == "never" or not reads_images(build_model(grader)):
        return 0
    known, endpoint = current_runtime().resource(_KnownLimits), endpoint_of(grader.model)
    async with known.asking:
        if endpoint not in known.limits:
            known.limits[endpoint] = await _stated_limit(grader.model)
    limit = known.limits[endpoint]
    if grader.images == "one":
        return 1 if limit is None else min(limit, 1)
    return limit


async def within_picture_limit[T](grader: Grader, send: Callable[[PictureLimit], Awaitable[T]]) -> T:
    """Return what `send` returns, which is called again with a lower limit if the model refuses the pictures.

    Raises:
        PicturesUnsupported: the model refuses the number that it said it takes.
    """
    while True:
        limit = await picture_limit(grader)
        try:
            return await send(limit)
        except PicturesUnsupported as refusal:
            if limit is not None and refusal.limit >= limit:
                raise
            current_runtime().resource(_KnownLimits).limits[endpoint_of(grader.model)] = refusal.limit


async def _stated_limit(model: str) -> PictureLimit:
    """Return 0 if a local server says that the model reads text alone, otherwise None."""
    provider = provider_of(model)
    if provider.name != "local":
        return None
    address, credentials = split_credentials(provider.address())
    headers = {"authorization": f"Bearer {provider.key}"} if provider.key else {}
    try:
        response = await LoopClient(credentials).get(f"{address}/models", headers=headers, timeout=_SECONDS)
        listed = response.json()
    except (httpx2.HTTPError, ValueError):
        return None
    return _limit_in(listed, model.partition(":")[2])


def _limit_in(listed: object, name: str) -> PictureLimit:
    """Return the limit that a list of models states (llama.cpp: `architecture.input_modalities`)."""
    models: Any = listed.get("data") if isinstance(listed, dict) else None
    models = [one for one in models if isinstance(one, dict)] if isinstance(models, list) else []
    named = [one for one in models if name == one.get("id") or name in (one.get("aliases") or ())]
    entry: Any = next(iter(named or (models if len(models) == 1 else ())), {})
    architecture = entry.get("architecture")
    modalities = architecture.get("input_modalities") if isinstance(architecture, dict) else None
    return 0 if isinstance(modalities, list) and modalities and "image" not in modalities else None
