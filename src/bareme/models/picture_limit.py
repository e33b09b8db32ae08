"""How many pictures a request to a model may have: by its profile, by what its server states, by what it refused."""

from collections.abc import Awaitable, Callable

from bareme.domain.policy import Grader
from bareme.errors import PicturesUnsupported
from bareme.models.providers import endpoint_of
from bareme.models.registry import build_model, reads_images
from bareme.models.server_facts import server_facts
from bareme.runtime import current_runtime

type PictureLimit = int | None
"""Pictures in a request at most; None: as many as there are."""


async def picture_limit(grader: Grader) -> PictureLimit:
    """Return how many pictures a request to this grader may have; the grader's settings may ask for fewer."""
    if grader.images == "never" or not reads_images(build_model(grader)):
        return 0
    refused = current_runtime().resource(_refused_limits)
    limit = refused.get(endpoint_of(grader.model), (await server_facts(grader.model)).pictures)
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
            current_runtime().resource(_refused_limits)[endpoint_of(grader.model)] = refusal.limit


def _refused_limits() -> dict[tuple[str, str], int]:
    """Return what models take that refused more, by base URL and model."""
    return {}
