"""At which resolutions the pages of a session will be shown, as far as it is known when its files are opened."""

from collections.abc import Sequence

from bareme.documents import Resolutions
from bareme.domain.policy import Grader, ImageTransport, Policy
from bareme.graphs.contract import DocumentRole
from bareme.graphs.marking_by_hand import first_reader
from bareme.graphs.pictures import resolution
from bareme.models.picture_limit import picture_limit
from bareme.models.picture_rules import NAMES_LEGIBLE, UNLIMITED


async def expected_resolutions(policy: Policy, role: DocumentRole) -> Resolutions:
    """Return the resolutions at which a page will be rendered: each as often as pictures of it are asked for.

    The first reader looks at a page of a copy when it is small, and perhaps once more when it is not; graders that see
    it alike share its picture.
    """
    if policy.image_transport is ImageTransport.URL:
        return lambda _width, _height: ()
    reader = await _models_that_see([first_reader(policy)]) if role != "answer_key" else ()
    graders = await _models_that_see(policy.graders)
    largest = NAMES_LEGIBLE if role == "copies" else UNLIMITED

    def resolutions(width: float, height: float) -> list[int]:
        looks = [largest, UNLIMITED] if role == "copies" else [largest]
        read = [resolution(width, height, model, look) for model in reader for look in looks]
        return [*read, *{resolution(width, height, model) for model in graders}]

    return resolutions


async def _models_that_see(graders: Sequence[Grader]) -> tuple[str, ...]:
    """Return the models that are shown one picture a page."""
    limits = [await picture_limit(grader) for grader in graders]
    seeing = (grader.model for grader, limit in zip(graders, limits, strict=True) if limit is None or limit > 1)
    return tuple(dict.fromkeys(seeing))
