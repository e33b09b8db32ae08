"""Compare two runs: their settings, their metrics, and the marks of each answer."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from bareme.domain.figures import Figure, ratio
from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Usage
from bareme.errors import InvalidInput
from bareme.evaluation.items import Number
from bareme.evaluation.metrics import MEAN, ResamplingUnit
from bareme.evaluation.metrics.bootstrap import RESAMPLES
from bareme.evaluation.metrics.clustering import Clustering, cluster
from bareme.evaluation.metrics.paired import Difference, paired_differences
from bareme.evaluation.run_folder import RunFolder, RunRecord
from bareme.evaluation.run_marks import RunMark, table_of


class Setting(FrozenModel):
    """A setting that differs between the runs."""

    name: str = Field(description="The field in run.json.")
    before: str
    after: str


class Change(StrEnum):
    """How a mark changed its distance from the human mark."""

    BETTER = "better"
    WORSE = "worse"
    AS_FAR = "as_far"  # a different mark at the same distance, on the other side
    SAME = "same"


class ChangedMark(FrozenModel):
    """A mark that differs in the second run."""

    item_id: str
    question: str
    attempt: int = Field(description="The try.")
    before_grader: str
    after_grader: str
    human: Number
    before: Number
    after: Number
    change: Change


class MarkChanges(FrozenModel):
    """The number of marks by kind of change."""

    key: str = Field(description="The question, or empty for all questions.")
    marks: int = Field(description="Number of answers marked in both runs and by the person.")
    better: int
    worse: int
    as_far: int
    same: int
    error_before: Figure = Field(description="Mean absolute error, in points.")
    error_after: Figure


class Cost(FrozenModel):
    """The usage and duration of one run."""

    usage: Usage
    seconds: float


class RunComparison(FrozenModel):
    """The second run compared with the first."""

    before: str
    after: str
    settings: tuple[Setting, ...] = Field(description="BlandAltmanPoint settings; empty if a run has no record.")
    pairing: tuple[tuple[str, str], ...] = Field(description="Pairs of compared graders.")
    common: int = Field(description="Number of marks of the same answer and try in both runs.")
    before_only: int = Field(description="Number of marks only in the first run.")
    after_only: int
    without_mark: int = Field(description="Of the common marks, those missing in a run or by the person.")
    unlike: int = Field(description="Of the common marks, those left out for differing human marks or maxima.")
    reference: str
    clustering: Clustering
    resamples: int
    figures: dict[str, Difference]
    overall: MarkChanges
    questions: tuple[MarkChanges, ...] = Field(description="In the order of the first run.")
    changed: tuple[ChangedMark, ...] = Field(description="The largest deteriorations first.")
    cost_before: Cost | None
    cost_after: Cost | None


def compare_runs(
    before: RunFolder,
    after: RunFolder,
    *,
    reference: str | None = None,
    unit: ResamplingUnit | None = None,
    resamples: int = RESAMPLES,
) -> RunComparison:
    """Return the comparison of the second run with the first, over their common marks.

    Marks correspond if item, try and grader are equal. Graders correspond by name or, if no name is shared and each run
    has one grader, these two.

    Args:
        before: The first run.
        after: The second run.
        reference: The rater to compare with, or "mean" for the mean of all raters. Default: the first rater.
        unit: What the intervals resample. Default: chosen from the marks.
        resamples: Number of resamples per interval; 0 for no intervals.

    Raises:
        InvalidInput: the runs have no common mark, their graders cannot be paired, or the rater is unknown.
    """
    pairing = _pairing(before, after)
    rows, unlike, alone = join_marks(before.marks, after.marks, pairing)
    if not rows:
        raise InvalidInput("the two runs have no mark of the same answer in common")
    first, second = [row[0] for row in rows], [row[1] for row in rows]
    table = table_of(first)
    reference = reference or next(iter(table.humans))
    if reference not in {MEAN, *table.humans}:
        names = ", ".join([*table.humans, MEAN])
        raise InvalidInput("{reference!r} marked none of these answers: {names}", reference=reference, names=names)
    human = table.reference(list(table.humans)) if reference == MEAN else list(table.humans[reference])
    points = [mark.points for mark in second]
    bootstrap, clustering = cluster(table, unit, resamples=resamples)
    figures = paired_differences(
        human,
        table.predicted,
        points,
        step=table.grid,
        maxima=table.maxima,
        bootstrap=bootstrap,
    )
    changes = _changes(human, first, second)
    return RunComparison(
        before=before.name,
        after=after.name,
        settings=tuple(changed_settings(before.record, after.record)),
        pairing=tuple(pairing.items()),
        common=len(rows) + unlike,
        before_only=alone[0],
        after_only=alone[1],
        without_mark=sum(None in row for row in zip(human, table.predicted, points, strict=True)),
        unlike=unlike,
        reference=reference,
        clustering=clustering,
        resamples=resamples,
        figures=figures,
        overall=_count("", changes),
        questions=tuple(_by_question(changes)),
        changed=tuple(sorted((c for c in changes if c.change is not Change.SAME), key=_worst_first)),
        cost_before=_cost(before.record),
        cost_after=_cost(after.record),
    )


def changed_settings(before: RunRecord | None, after: RunRecord | None) -> list[Setting]:
    """Return the differences in data, sample, graders, settings, prompts and code."""
    if before is None or after is None:
        return []
    settings = [_settings(record) for record in (before, after)]
    names = dict.fromkeys([*settings[0], *settings[1]])
    pairs = ((name, settings[0].get(name, "–"), settings[1].get(name, "–")) for name in names)
    return [Setting(name=name, before=one, after=two) for name, one, two in pairs if one != two]


def _settings(record: RunRecord) -> dict[str, str]:
    sample = record.sample
    return {
        "dataset": f"{record.dataset.name} ({record.dataset.sha256[:12]})",
        "pages": record.dataset.pages or "–",
        "sample": "–" if sample is None else f"{sample.size}, seed {sample.seed}",
        "graders": ", ".join(
            f"{named.name}@{named.grader.tries}"
            + (f" ({named.grader.reasoning_effort})" if named.grader.reasoning_effort else "")
            + (f" T={named.grader.temperature:g}" if named.grader.temperature is not None else "")
            for named in record.graders
        ),
        "language": record.language,
        "steps": " · ".join(f"{step.normalize():f}" for step in record.steps),
        **{f"prompts.{name}": version for name, version in record.prompts.items()},
        "version": record.version,
        "code": record.code,
    }


def _pairing(before: RunFolder, after: RunFolder) -> dict[str, str]:
    names = [list(dict.fromkeys(mark.grader for mark in run.marks)) for run in (before, after)]
    shared = [name for name in names[0] if name in names[1]]
    if shared:
        return {name: name for name in shared}
    if len(names[0]) == len(names[1]) == 1:
        return {names[0][0]: names[1][0]}
    lists = [", ".join(own) for own in names]
    raise InvalidInput(
        "no grader is in both runs ({lists} and {lists2}), so graders cannot be paired",
        lists=lists[0],
        lists2=lists[1],
    )


def join_marks(
    before: Sequence[RunMark], after: Sequence[RunMark], pairing: dict[str, str]
) -> tuple[list[tuple[RunMark, RunMark]], int, tuple[int, int]]:
    """Return the pairs of rows, how many are unlike, and how many rows of each run have no partner."""
    theirs = {(mark.item_id, mark.grader, mark.attempt): mark for mark in after}
    rows, unlike = [], 0
    for mark in before:
        partner = theirs.get((mark.item_id, pairing.get(mark.grader, ""), mark.attempt))
        if partner is None:
            continue
        if (mark.question, mark.humans, mark.maximum) == (partner.question, partner.humans, partner.maximum):
            rows.append((mark, partner))
        else:
            unlike += 1
    found = len(rows) + unlike
    return rows, unlike, (len(before) - found, len(after) - found)


def _changes(human: Sequence[Decimal | None], before: Sequence[RunMark], after: Sequence[RunMark]) -> list[ChangedMark]:
    changes = []
    for person, one, two in zip(human, before, after, strict=True):
        if person is None or one.points is None or two.points is None:
            continue
        gained = abs(one.points - person) - abs(two.points - person)
        same = Change.SAME if one.points == two.points else Change.AS_FAR
        changes.append(
            ChangedMark(
                item_id=one.item_id,
                question=one.question,
                attempt=one.attempt,
                before_grader=one.grader,
                after_grader=two.grader,
                human=person,
                before=one.points,
                after=two.points,
                change=same if not gained else Change.BETTER if gained > 0 else Change.WORSE,
            )
        )
    return changes


def _worst_first(mark: ChangedMark) -> Decimal:
    return abs(mark.before - mark.human) - abs(mark.after - mark.human)


def _by_question(changes: Sequence[ChangedMark]) -> list[MarkChanges]:
    by_question: defaultdict[str, list[ChangedMark]] = defaultdict(list)
    for change in changes:
        by_question[change.question].append(change)
    return [_count(question, own) for question, own in by_question.items()]


def _count(key: str, changes: Sequence[ChangedMark]) -> MarkChanges:
    kinds = [change.change for change in changes]
    off = [sum((abs(getattr(c, side) - c.human) for c in changes), Decimal(0)) for side in ("before", "after")]
    return MarkChanges(
        key=key,
        marks=len(changes),
        **{kind.value: kinds.count(kind) for kind in Change},
        error_before=ratio(off[0], len(changes)),
        error_after=ratio(off[1], len(changes)),
    )


def _cost(record: RunRecord | None) -> Cost | None:
    return None if record is None else Cost(usage=record.usage, seconds=record.seconds)
