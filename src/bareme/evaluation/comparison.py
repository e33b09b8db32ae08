"""Two runs held against each other: what changed in what was asked, in the figures, and answer by answer."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from bareme.domain.figures import Figure, ratio
from bareme.domain.money import Usage
from bareme.errors import InvalidInput
from bareme.evaluation.items import Number
from bareme.evaluation.metrics import MEAN, Unit
from bareme.evaluation.metrics.bootstrap import RESAMPLES
from bareme.evaluation.metrics.clustering import Clustering, cluster
from bareme.evaluation.metrics.paired import Difference, paired_differences
from bareme.evaluation.run_folder import RunFolder, RunRecord
from bareme.evaluation.run_marks import RunMark, table_of


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Setting(_Frozen):
    """Something that was asked for or used, where it differs."""

    name: str = Field(description="Its field in run.json.")
    before: str
    after: str


class Change(StrEnum):
    """What became of one mark, by its distance from the person's."""

    BETTER = "better"
    WORSE = "worse"
    AS_FAR = "as_far"  # another mark, as far away: on the other side
    SAME = "same"


class ChangedMark(_Frozen):
    """A mark that is another in the second run."""

    item_id: str
    question: str
    attempt: int = Field(description="The try.")
    before_grader: str
    after_grader: str
    human: Number
    before: Number
    after: Number
    change: Change


class MarkChanges(_Frozen):
    """How many marks changed, and how."""

    key: str = Field(description="The question; empty for all.")
    marks: int = Field(description="That both runs and the person gave.")
    better: int
    worse: int
    as_far: int
    same: int
    error_before: Figure = Field(description="Mean absolute error, in points.")
    error_after: Figure


class Cost(_Frozen):
    """What one run took."""

    usage: Usage
    seconds: float


class RunComparison(_Frozen):
    """The second run against the first."""

    before: str
    after: str
    settings: tuple[Setting, ...] = Field(description="What differs; empty too where a run is marks alone.")
    pairing: tuple[tuple[str, str], ...] = Field(description="Which grader is held against which.")
    common: int = Field(description="Marks of the same answer in the same try, in both runs.")
    before_only: int = Field(description="Rows without such a row in the second run.")
    after_only: int
    without_mark: int = Field(description="Of the common, those that one of the runs, or the person, has no mark for.")
    unlike: int = Field(description="Of the common, those whose human marks or maximum differ: left out.")
    reference: str
    clustering: Clustering
    resamples: int
    figures: dict[str, Difference]
    overall: MarkChanges
    questions: tuple[MarkChanges, ...] = Field(description="In the order of the first run.")
    changed: tuple[ChangedMark, ...] = Field(description="Those made worse first, the largest changes first.")
    cost_before: Cost | None
    cost_after: Cost | None


def compare_runs(
    before: RunFolder,
    after: RunFolder,
    *,
    reference: str | None = None,
    unit: Unit | None = None,
    resamples: int = RESAMPLES,
) -> RunComparison:
    """Return what the second run does otherwise than the first, over the marks that they have in common.

    Marks are the same where item, try and grader are. A grader is held against the one of its name; where no name is
    shared and each run has one grader, against that one.

    Args:
        before: The first run.
        after: The second.
        reference: The rater whom marks are held against, or "mean" for the mean of all; None: the first.
        unit: What the intervals resample; None: what suits the marks.
        resamples: For each interval; 0 for none.

    Raises:
        InvalidInput: the runs share no mark, their graders cannot be paired, or there is no such rater.
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
        settings=tuple(differing(before.record, after.record)),
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


def differing(before: RunRecord | None, after: RunRecord | None) -> list[Setting]:
    """Return what was asked for or used otherwise: data, sample, graders, settings, prompts, code."""
    if before is None or after is None:
        return []
    told = [_settings(record) for record in (before, after)]
    names = dict.fromkeys([*told[0], *told[1]])
    pairs = ((name, told[0].get(name, "–"), told[1].get(name, "–")) for name in names)
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
        "no grader is in both runs ({lists} and {lists2}), so that nothing says which to hold against which",
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
