"""Draw a reproducible sample of a data set."""

import random
from collections import defaultdict
from collections.abc import Sequence

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.items import EvaluationItem


class Sample(FrozenModel):
    """How a sample was drawn."""

    size: int = Field(ge=1, description="Requested number of items.")
    seed: int
    method: str = "stratified by question, in proportion"


def draw_sample(items: Sequence[EvaluationItem], sample: Sample) -> list[EvaluationItem]:
    """Return `sample.size` of the items, stratified by question in proportion, in the order of the data set.

    Shares are rounded by the largest remainder method (Hamilton), earlier questions first on a tie. Within a question,
    the sample is simple random without replacement. Returns all items if there are not more than `sample.size`.
    """
    if sample.size >= len(items):
        return list(items)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        rows[item.question_id].append(row)
    # Exact quotas size · own / all, as quotients and remainders.
    shares = {key: divmod(sample.size * len(own), len(items)) for key, own in rows.items()}
    left = sample.size - sum(whole for whole, _ in shares.values())
    rounded_up = set(sorted(shares, key=lambda key: -shares[key][1])[:left])
    generator = random.Random(sample.seed)  # noqa: S311 - reproducible sampling, not security
    drawn = [row for key, own in rows.items() for row in generator.sample(own, shares[key][0] + (key in rounded_up))]
    return [items[row] for row in sorted(drawn)]
