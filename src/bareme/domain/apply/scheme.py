"""Grading again, and amending the scheme: which copies and questions, and what it takes."""

from collections.abc import Iterable
from decimal import Decimal

from bareme.domain.apply.session_draft import RegradeOrder, SessionDraft, enumerate_ids
from bareme.domain.decisions import SchemeDecision
from bareme.domain.money import Usage
from bareme.domain.review import Amendment, AmendScheme, OutcomeStatus, Regrade, RegradeScope
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_versions import diff_schemes, merge_shorthand


def regrade(draft: SessionDraft, action: Regrade) -> None:
    """Order copies to be graded again, by the latest version of the scheme: one under an older version comes along."""
    scheme = draft.session.scheme
    unknown = [copy_id for copy_id in action.copy_ids if copy_id not in draft.copies]
    strange = [question_id for question_id in action.question_ids if question_id not in scheme.leaf_ids()]
    for copy_id in unknown:
        draft.refuse(draft.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
    for question_id in strange:
        draft.refuse(
            draft.t("there is no question {question_id!r} to mark", question_id=question_id), question_id=question_id
        )
    if unknown or strange:
        return
    orders: dict[str, RegradeOrder] = {}
    for copy_id in action.copy_ids or tuple(draft.copies):
        if copy_id in draft.changes.regrades:
            why = draft.t("{copy_id!r} is already regraded by another action of this command", copy_id=copy_id)
        else:
            why = _in_the_way(draft, copy_id, scheme)
        if why:
            draft.refuse(why, copy_id=copy_id)
            continue
        orders[copy_id] = RegradeOrder(action.scope, _with_unmarked(draft, copy_id, scheme, action.question_ids))
    moved = tuple(copy_id for copy_id in orders if draft.session.scheme_of(copy_id).version != scheme.version)
    for copy_id in moved:
        draft.bring_under(copy_id, scheme)
    if moved:
        draft.record_for_session(
            SchemeDecision(
                author=draft.author,
                at=draft.at,
                scheme_version=scheme.version,
                previous=scheme.version,
                copy_ids=moved,
            )
        )
    draft.changes.regrades.update(orders)
    if orders:
        draft.applied()


def amend_scheme(draft: SessionDraft, action: AmendScheme) -> None:
    """Make a new version, and bring copies under it; or only say what that would touch and cost."""
    current = draft.session.scheme
    if action.expected_scheme_version not in {None, current.version}:
        why = draft.t(
            "the scheme has changed since: version {current}, not {expected}",
            current=current.version,
            expected=action.expected_scheme_version,
        )
        draft.note(OutcomeStatus.CONFLICT, reason=why)
        return
    wanted_scheme = merge_shorthand(current, action.scheme) if isinstance(action.scheme, str) else action.scheme
    newest = max(draft.session.schemes)
    scheme = wanted_scheme.with_unique_ids().model_copy(update={"version": newest + 1})
    if diff_schemes(current, scheme).is_empty:
        draft.refuse(draft.t("the scheme does not change"))
        return
    wanted = action.regrade if isinstance(action.regrade, tuple) else tuple(draft.copies)
    unknown = [copy_id for copy_id in wanted if copy_id not in draft.copies]
    for copy_id in unknown:
        draft.refuse(draft.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
    if unknown:
        return
    plan = _plan(draft, scheme, () if action.regrade == "none" else wanted)
    if action.regrade is None:
        draft.note(
            OutcomeStatus.PROPOSED,
            reason=draft.t("nothing is changed yet: send it again with 'regrade': 'all', 'none' or copies"),
            amendment=plan,
        )
        return
    if draft.changes.regrades or draft.changes.scheme:
        # A regrade of the same command is briefed with the one new version; an order made before would not fit it.
        draft.refuse(
            draft.t("the scheme changes once in a command, and before anything is regraded: send this by itself")
        )
        return
    draft.adopt(scheme)
    for copy_id in plan.copy_ids:
        questions = _unmarked(draft, copy_id, scheme)
        draft.bring_under(copy_id, scheme)
        if questions:
            draft.changes.regrades[copy_id] = RegradeOrder(RegradeScope.ALL, questions)
    draft.record_for_session(
        SchemeDecision(
            author=draft.author,
            at=draft.at,
            reason=action.reason,
            scheme_version=scheme.version,
            previous=current.version,
            copy_ids=plan.copy_ids,
        )
    )
    draft.applied(amendment=plan)


def _plan(draft: SessionDraft, scheme: GradingScheme, copy_ids: Iterable[str]) -> Amendment:
    """Return what bringing these copies under `scheme` would mean."""
    reasons = {copy_id: _in_the_way(draft, copy_id, scheme) for copy_id in copy_ids}
    kept = {copy_id: why for copy_id, why in reasons.items() if why}
    kept |= {
        i: draft.t("{copy_id!r} is already regraded by another action of this command", copy_id=i)
        for i in reasons
        if i in draft.changes.regrades
    }
    moved = tuple(copy_id for copy_id in reasons if copy_id not in kept)
    questions = {copy_id: _unmarked(draft, copy_id, scheme) for copy_id in moved}
    named = {question_id for ids in questions.values() for question_id in ids}
    calls = sum(bool(ids) for ids in questions.values()) * draft.session.policy.attempts_per_copy
    made = [attempt for attempt in draft.session.attempts if attempt.usage.calls]
    took = sum((attempt.usage for attempt in made), Usage())
    share = calls / len(made) if made else 0.0
    return Amendment(
        version=scheme.version,
        diff=diff_schemes(draft.session.scheme, scheme),
        copy_ids=moved,
        kept=kept,
        question_ids=tuple(question_id for question_id in scheme.leaf_ids() if question_id in named),
        calls=calls,
        input_tokens=round(took.input_tokens * share),
        output_tokens=round(took.output_tokens * share),
        dollars=None if took.cost is None or took.unpriced_calls else round(took.cost * Decimal(share), 6),
    )


def _in_the_way(draft: SessionDraft, copy_id: str, scheme: GradingScheme) -> str:
    """Return why a copy cannot be graded by `scheme` now; nothing if it can.

    A decision is never changed to fit a scheme: where it gives more than the new maximum, the teacher changes it.
    """
    if copy_id in draft.current.complete:
        return draft.t("copy {copy_id!r} is complete; reopen it to change it", copy_id=copy_id)
    maxima = {leaf.id: leaf.maximum for leaf in scheme.leaves()}
    too_much = [
        question_id
        for (owner, question_id), decision in draft.current.marks.items()
        if owner == copy_id and decision.points is not None and not _fits(decision.points, maxima.get(question_id))
    ]
    return (
        draft.t(
            "the mark decided for {questions} does not fit the new scheme; change it first",
            questions=enumerate_ids(too_much),
        )
        if too_much
        else ""
    )


def _unmarked(draft: SessionDraft, copy_id: str, scheme: GradingScheme) -> tuple[str, ...]:
    """Return the questions that the copy's marks under its present version do not hold for."""
    return diff_schemes(draft.session.scheme_of(copy_id), scheme).to_mark


def _with_unmarked(
    draft: SessionDraft, copy_id: str, scheme: GradingScheme, question_ids: tuple[str, ...]
) -> tuple[str, ...]:
    """Return the questions asked for, and those that a copy coming from an older version has no marks for."""
    wanted = {*question_ids, *_unmarked(draft, copy_id, scheme)}
    return tuple(question_id for question_id in scheme.leaf_ids() if question_id in wanted) if question_ids else ()


def _fits(points: Decimal, maximum: Decimal | None) -> bool:
    """Whether a decided mark can stand under a scheme; a question that is gone has no maximum, and counts no more."""
    return maximum is None or points <= maximum
