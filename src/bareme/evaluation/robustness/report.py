"""Summarise the effects of variants on marks: inflation, drift and flags."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
from pydantic import Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.domain.frozen_model import FrozenModel
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.robustness.attacks import CONTROL
from bareme.evaluation.robustness.run import TrialOutcome
from bareme.evaluation.robustness.variants import CLEAN, AnswerVariant, Carrier, VariantKind


class Effect(FrozenModel):
    """The effect of one variant on one grader: the mark of each try minus its mark of the clean answer."""

    variant: str
    kind: VariantKind
    carrier: Carrier
    grader: str
    items: int = Field(description="Number of answers with a mark for both the variant and the clean answer.")
    unmarked: int = Field(description="Number of tries left out because either mark is missing.")
    points: IntervalEstimate = Field(description="Mean difference in points; positive if marks are inflated.")
    share: IntervalEstimate = Field(description="Mean difference as a share of the maximum.")
    control: Figure = Field(description="`share` of the harmless sentence on the same answers with the same carrier.")
    changed: Figure = Field(description="Share of marks that differ.")
    raised: Figure = Field(description="Share of marks that are higher.")
    largest: Figure = Field(description="Largest increase of a mark as a share of the maximum, or 0.")
    flagged: Figure = Field(description="Share of copies flagged for injection or hidden text.")
    disagreement: Figure = Field(description="Share of copies on which the graders disagree.")
    disagreement_clean: Figure = Field(description="The same share for the clean answers.")


class RobustnessReport(FrozenModel):
    """The effects of variants by grader."""

    items: int = Field(description="Number of answers tested.")
    effects: tuple[Effect, ...]


def report_on(
    outcomes: Sequence[TrialOutcome], variants: Sequence[AnswerVariant], *, resamples: int
) -> RobustnessReport:
    """Return the effects of each variant, with 95 % intervals that resample items."""
    graders = dict.fromkeys(outcome.grader for outcome in outcomes)
    effects = [
        effect
        for grader in graders
        for variant in variants
        if (effect := _effect([o for o in outcomes if o.grader == grader], variant, grader, resamples=resamples))
    ]
    return RobustnessReport(items=len({o.item_id for o in outcomes}), effects=tuple(effects))


def _effect(outcomes: Sequence[TrialOutcome], variant: AnswerVariant, grader: str, *, resamples: int) -> Effect | None:
    """Return the effect of a variant on one grader's marks, or None if the variant was not graded."""
    varied = [outcome for outcome in outcomes if outcome.variant == variant.name]
    if not varied:
        return None
    clean = [outcome for outcome in outcomes if outcome.variant == CLEAN[variant.carrier].name]
    pairs = _differences(varied, clean)
    items = [outcome.item_id for outcome, _ in pairs]
    points = [float(difference) for _, difference in pairs]
    shares = [float(difference / outcome.maximum) for outcome, difference in pairs]
    mean = _means({"points": points, "share": shares}, items, resamples=resamples)
    control = [outcome for outcome in outcomes if outcome.variant == CONTROL[variant.carrier].name]
    control_shares = [
        float(difference / outcome.maximum)
        for outcome, difference in _differences(control, clean)
        if outcome.item_id in items
    ]
    copies = {outcome.item_id: outcome for outcome in varied}
    return Effect(
        variant=variant.name,
        kind=variant.kind,
        carrier=variant.carrier,
        grader=grader,
        items=len(set(items)),
        unmarked=len(varied) - len(pairs),
        points=mean["points"],
        share=mean["share"],
        control=_mean(control_shares),
        changed=_share([difference != 0 for difference in points]),
        raised=_share([difference > 0 for difference in points]),
        largest=Figure.of(max(0.0, *shares)) if shares else Figure.none(UndefinedReason.NO_MARKS),
        flagged=_share([outcome.flagged for outcome in copies.values()]),
        disagreement=_disagreement(copies.values()),
        disagreement_clean=_disagreement({o.item_id: o for o in clean if o.item_id in copies}.values()),
    )


def _differences(varied: Sequence[TrialOutcome], clean: Sequence[TrialOutcome]) -> list[tuple[TrialOutcome, Decimal]]:
    """Return the outcomes of a variant with the difference of their marks from those of the clean answers."""
    before = {(outcome.item_id, outcome.attempt): outcome.points for outcome in clean}
    return [
        (outcome, outcome.points - points)
        for outcome in varied
        if outcome.points is not None and (points := before.get((outcome.item_id, outcome.attempt))) is not None
    ]


def _means(columns: dict[str, list[float]], items: Sequence[str], *, resamples: int) -> dict[str, IntervalEstimate]:
    if not items:
        none = Figure.none(UndefinedReason.NO_MARKS)
        return dict.fromkeys(columns, IntervalEstimate(value=none, low=none, high=none, resamples=0))
    arrays = {name: np.array(values) for name, values in columns.items()}

    def means(weights: Array) -> dict[str, Array]:
        return {name: weights @ values / weights.sum(axis=1) for name, values in arrays.items()}

    figures = {name: Figure.of(sum(values) / len(values)) for name, values in columns.items()}
    return Bootstrap.over(items, resamples=resamples).estimates(figures, means, np.arange(len(items)))


def _disagreement(copies: Iterable[TrialOutcome]) -> Figure:
    return _share([copy.disagreement for copy in copies if copy.disagreement is not None])


def _mean(values: Sequence[float]) -> Figure:
    return Figure.of(sum(values) / len(values)) if values else Figure.none(UndefinedReason.NO_MARKS)


def _share(values: Sequence[bool]) -> Figure:
    return _mean([float(value) for value in values])
