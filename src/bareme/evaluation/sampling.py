"""A part of a data set, drawn the same way every time."""

import random
from collections import defaultdict
from collections.abc import Sequence

from pydantic import BaseModel, ConfigDict, Field

from bareme.evaluation.items import EvaluationItem


class Sample(BaseModel):
    """How a part of the items was drawn."""

    model_config = ConfigDict(frozen=True)

    size: int = Field(ge=1, description="Items asked for.")
    seed: int
    method: str = "stratified by question, in proportion"


def draw(items: Sequence[EvaluationItem], sample: Sample) -> list[EvaluationItem]:
    """Return `sample.size` of the items, each question with its share of them, in the order of the data set.

    Shares are made whole by the largest remainders (Hamilton's method), the earlier question first on a tie; within a
    question the draw is simple and without replacement. All items where there are no more than asked for.
    """
    if sample.size >= len(items):
        return list(items)
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, item in enumerate(items):
        rows[item.question_id].append(row)
    # In whole numbers: size · own / all, and what is left of the division.
    shares = {key: divmod(sample.size * len(own), len(items)) for key, own in rows.items()}
    left = sample.size - sum(whole for whole, _ in shares.values())
    rounded_up = set(sorted(shares, key=lambda key: -shares[key][1])[:left])
    generator = random.Random(sample.seed)  # noqa: S311 - a draw that can be repeated, not a secret
    drawn = [row for key, own in rows.items() for row in generator.sample(own, shares[key][0] + (key in rounded_up))]
    return [items[row] for row in sorted(drawn)]
