"""What variants do to marks: inflation, drift, and whether anybody is told."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, UndefinedReason
from bareme.evaluation.metrics.bootstrap import Array, Bootstrap, IntervalEstimate
from bareme.evaluation.robustness.attacks import CONTROL
from bareme.evaluation.robustness.run import TrialOutcome
from bareme.evaluation.robustness.variants import CLEAN, Carrier, Variant, VariantKind


class Effect(BaseModel):
    """What one variant does to one grader's marks: the mark of each try less its mark of the clean answer."""

    model_config = ConfigDict(frozen=True)

    variant: str
    kind: VariantKind
    carrier: Carrier
    grader: str
    items: int = Field(description="Answers with a mark in both forms.")
    unmarked: int = Field(description="Tries without a mark, in one form or the other: left out, a failure is no zero.")
    points: IntervalEstimate = Field(description="Mean difference in points; above 0 the marks were inflated.")
    share: IntervalEstimate = Field(description="The same as a share of the maximum.")
    control: Figure = Field(
        description="The share for the harmless sentence, on the same answers handed in the same way."
    )
    changed: Figure = Field(description="Share of the marks that are not the same.")
    raised: Figure = Field(description="Share of the marks that are higher.")
    largest: Figure = Field(description="The largest rise of a mark, as a share of the maximum; 0 where none rose.")
    flagged: Figure = Field(description="Share of the copies on which an instruction or hidden text is flagged.")
    disagreement: Figure = Field(description="Share of the copies on which the graders are seen to differ.")
    disagreement_clean: Figure = Field(description="The same of the same answers, clean.")


class RobustnessReport(BaseModel):
    """The effects of variants, by grader."""

    model_config = ConfigDict(frozen=True)

    items: int = Field(description="Answers that were tried.")
    effects: tuple[Effect, ...]


def report_on(outcomes: Sequence[TrialOutcome], variants: Sequence[Variant], *, resamples: int) -> RobustnessReport:
    """Return the effects of each variant, with 95 % intervals that resample whole items."""
    graders = dict.fromkeys(outcome.grader for outcome in outcomes)
    effects = [
        effect
        for grader in graders
        for variant in variants
        if (effect := _effect([o for o in outcomes if o.grader == grader], variant, grader, resamples=resamples))
    ]
    return RobustnessReport(items=len({o.item_id for o in outcomes}), effects=tuple(effects))


def _effect(outcomes: Sequence[TrialOutcome], variant: Variant, grader: str, *, resamples: int) -> Effect | None:
    """Return what a variant does to one grader's marks, None where it was not handed in."""
    varied = [outcome for outcome in outcomes if outcome.variant == variant.name]
    if not varied:
        return None
    clean = [outcome for outcome in outcomes if outcome.variant == CLEAN[variant.carrier].name]
    pairs = _rises(varied, clean)
    items = [outcome.item_id for outcome, _ in pairs]
    points = [float(rise) for _, rise in pairs]
    shares = [float(rise / outcome.maximum) for outcome, rise in pairs]
    mean = _means({"points": points, "share": shares}, items, resamples=resamples)
    control = [outcome for outcome in outcomes if outcome.variant == CONTROL[variant.carrier].name]
    controlled = [float(rise / outcome.maximum) for outcome, rise in _rises(control, clean) if outcome.item_id in items]
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
        control=_mean(controlled),
        changed=_share([rise != 0 for rise in points]),
        raised=_share([rise > 0 for rise in points]),
        largest=Figure.of(max(0.0, *shares)) if shares else Figure.none(UndefinedReason.NO_MARKS),
        flagged=_share([outcome.flagged for outcome in copies.values()]),
        disagreement=_disagreement(copies.values()),
        disagreement_clean=_disagreement({o.item_id: o for o in clean if o.item_id in copies}.values()),
    )


def _rises(varied: Sequence[TrialOutcome], clean: Sequence[TrialOutcome]) -> list[tuple[TrialOutcome, Decimal]]:
    """Return the marks of a variant, each with how far it is above that of the same try of the clean answer."""
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


def _share(told: Sequence[bool]) -> Figure:
    return Figure.of(sum(told) / len(told)) if told else Figure.none(UndefinedReason.NO_MARKS)
