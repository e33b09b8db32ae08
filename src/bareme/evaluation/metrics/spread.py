"""Variance components of marks: between the tries of one model, and between models."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.pair import exact_decimals
from bareme.evaluation.metrics.table import Marks

type _Cells = dict[Hashable, dict[str, list[Decimal]]]
"""Marks by answer and model, one per try."""


class ModelSpread(FrozenModel):
    """The variation between the tries of one model at the same answer."""

    model: str
    answers: int = Field(description="Number of answers with at least two tries, the basis of `deviation`.")
    deviation: Figure = Field(description="Standard deviation within answers, in points.")


class Spread(FrozenModel):
    """Variance components of the marks of one answer, as standard deviations in points."""

    answers: int
    within: Figure = Field(description="Between the tries of one model.")
    between: Figure = Field(description="Between models, beyond the variation of their tries.")
    models: tuple[ModelSpread, ...] = ()


class QuestionSpread(FrozenModel):
    """The variance components of one question."""

    question: str
    spread: Spread


def spread(marks: Marks, *, answers: Sequence[Hashable], models: Sequence[str]) -> Spread:
    """Return the variance components of `marks`; rows with the same answer and model are that model's tries.

    One-way analysis of variance of the models within each answer, with sums of squares and degrees of freedom pooled
    over the answers: σ²_within = MS_within and σ²_between = (MS_between − MS_within) / n₀, with n₀ for unequal numbers
    of tries (Searle, Casella & McCulloch 1992, Variance Components, §3.6). A negative component is reported as 0.
    `within` is undefined without a second try, `between` without a second try or a second model.
    """
    cells: _Cells = defaultdict(lambda: defaultdict(list))
    for mark, answer, model in zip(marks, answers, models, strict=True):
        if mark is not None:
            cells[answer][model].append(mark)
    names = list(dict.fromkeys(models))
    with exact_decimals():
        within, between = _components(cells)
        by_model = tuple(_of_model(name, cells) for name in names)
    return Spread(answers=len(cells), within=within, between=between, models=by_model)


def _components(cells: _Cells) -> tuple[Figure, Figure]:
    ss_within = ss_between = size = Decimal(0)
    df_within = df_between = 0
    for by_model in cells.values():
        marks = [mark for tries in by_model.values() for mark in tries]
        mean = sum(marks, Decimal(0)) / len(marks)
        for tries in by_model.values():
            own = sum(tries, Decimal(0)) / len(tries)
            ss_within += sum(((mark - own) ** 2 for mark in tries), Decimal(0))
            ss_between += len(tries) * (own - mean) ** 2
        df_within += len(marks) - len(by_model)
        df_between += len(by_model) - 1
        size += len(marks) - Decimal(sum(len(tries) ** 2 for tries in by_model.values())) / len(marks)
    undefined = Figure.none(UndefinedReason.TOO_FEW_MARKS if cells else UndefinedReason.NO_MARKS)
    within = Figure.of(sqrt(ss_within / df_within)) if df_within else undefined
    if not df_between or not df_within:
        return within, undefined
    component = (ss_between / df_between - ss_within / df_within) / (size / df_between)
    return within, Figure.of(sqrt(max(component, Decimal(0))))


def _of_model(name: str, cells: _Cells) -> ModelSpread:
    own = [by_model[name] for by_model in cells.values() if len(by_model.get(name, ())) > 1]
    deviation = _components({number: {name: tries} for number, tries in enumerate(own)})[0]
    if not own and any(name in by_model for by_model in cells.values()):
        deviation = Figure.none(UndefinedReason.TOO_FEW_MARKS)
    return ModelSpread(model=name, answers=len(own), deviation=deviation)


def spread_by_question(
    marks: Marks, *, answers: Sequence[Hashable], models: Sequence[str], questions: Iterable[str]
) -> tuple[QuestionSpread, ...]:
    """Return the variance components of each question, in the order of the table."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for row, question in enumerate(questions):
        rows[question].append(row)
    return tuple(
        QuestionSpread(
            question=question,
            spread=spread(
                [marks[row] for row in own], answers=[answers[row] for row in own], models=[models[row] for row in own]
            ),
        )
        for question, own in rows.items()
    )
