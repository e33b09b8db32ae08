"""How much a model's own tries differ, against how much the models differ."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from decimal import Decimal
from math import sqrt

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation.metrics.pair import exact_decimals
from bareme.evaluation.metrics.table import Marks

type _Cells = dict[Hashable, dict[str, list[Decimal]]]
"""Marks by answer and model, one a try."""


class ModelSpread(BaseModel):
    """One model: how much its tries at the same answer differ."""

    model_config = ConfigDict(frozen=True)

    model: str
    answers: int = Field(description="With at least two tries; the figure is over these.")
    deviation: Figure = Field(description="Standard deviation within the answers, in points.")


class Spread(BaseModel):
    """Components of the variance of the marks of one answer, as standard deviations in points."""

    model_config = ConfigDict(frozen=True)

    answers: int
    within: Figure = Field(description="Between the tries of one model at one answer.")
    between: Figure = Field(description="Between the models at one answer, beyond what their tries explain.")
    models: tuple[ModelSpread, ...] = ()


class QuestionSpread(BaseModel):
    """The spread on one question."""

    model_config = ConfigDict(frozen=True)

    question: str
    spread: Spread


def spread(marks: Marks, *, answers: Sequence[Hashable], models: Sequence[str]) -> Spread:
    """Return the spread of `marks`; rows with the same answer and the same model are that model's tries at it.

    One-way analysis of variance of the models within each answer, sums of squares and degrees of freedom added up over
    the answers: σ²_within = MS_within and σ²_between = (MS_between − MS_within) / n₀, with n₀ for unequal numbers of
    tries (Searle, Casella & McCulloch 1992, Variance Components, §3.6). A negative component is shown as 0: the models
    differ no more than their tries do. Within is undefined without a second try, between without a second model, and
    without either.
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
        everything = [mark for tries in by_model.values() for mark in tries]
        mean = sum(everything, Decimal(0)) / len(everything)
        for tries in by_model.values():
            own = sum(tries, Decimal(0)) / len(tries)
            ss_within += sum(((mark - own) ** 2 for mark in tries), Decimal(0))
            ss_between += len(tries) * (own - mean) ** 2
        df_within += len(everything) - len(by_model)
        df_between += len(by_model) - 1
        size += len(everything) - Decimal(sum(len(tries) ** 2 for tries in by_model.values())) / len(everything)
    few = Figure.none(UndefinedReason.TOO_FEW_MARKS if cells else UndefinedReason.NO_MARKS)
    within = Figure.of(sqrt(ss_within / df_within)) if df_within else few
    if not df_between or not df_within:
        return within, few
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
    """Return the spread on each question, in the order of the table."""
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
