"""Regrading and amending the scheme: the affected copies and questions, and the cost."""

from collections.abc import Iterable
from decimal import Decimal

from bareme.domain.apply.criteria import fits
from bareme.domain.apply.session_draft import RegradeOrder, SessionDraft, enumerate_ids
from bareme.domain.decisions import SchemeDecision
from bareme.domain.money import Usage
from bareme.domain.outcomes import Amendment, OutcomeStatus
from bareme.domain.review import AmendScheme, Regrade, RegradeScope
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_edit import merge_shorthand
from bareme.domain.scheme_versions import diff_schemes


def regrade(draft: SessionDraft, action: Regrade) -> None:
    """Order copies to be graded again under the latest version of the scheme, moving them to it if needed."""
    scheme = draft.session.scheme
    unknown = [copy_id for copy_id in action.copy_ids if copy_id not in draft.copies]
    unknown_questions = [question_id for question_id in action.question_ids if question_id not in scheme.leaf_ids()]
    for copy_id in unknown:
        draft.refuse(draft.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
    for question_id in unknown_questions:
        draft.refuse(
            draft.t("there is no question {question_id!r} to mark", question_id=question_id), question_id=question_id
        )
    if unknown or unknown_questions:
        return
    orders: dict[str, RegradeOrder] = {}
    for copy_id in action.copy_ids or tuple(draft.copies):
        if copy_id in draft.changes.regrades:
            why = draft.t("{copy_id!r} is already regraded by another action of this command", copy_id=copy_id)
        else:
            why = _reason_to_refuse(draft, copy_id, scheme)
        if why:
            draft.refuse(why, copy_id=copy_id)
            continue
        orders[copy_id] = RegradeOrder(action.scope, _with_unmarked(draft, copy_id, scheme, action.question_ids))
    moved = tuple(copy_id for copy_id in orders if draft.session.scheme_of(copy_id).version != scheme.version)
    for copy_id in moved:
        draft.move_to_scheme(copy_id, scheme)
    if moved:
        draft.record_for_session(
            SchemeDecision(
                **draft.signature,
                scheme_version=scheme.version,
                previous=scheme.version,
                copy_ids=moved,
            )
        )
    draft.changes.regrades.update(orders)
    if orders:
        draft.applied()


def amend_scheme(draft: SessionDraft, action: AmendScheme) -> None:
    """Create a new version of the scheme and move copies to it, or only propose it."""
    current = draft.session.scheme
    if action.expected_scheme_version not in {None, current.version}:
        why = draft.t(
            "the scheme has changed: its version is {current}, not {expected}",
            current=current.version,
            expected=action.expected_scheme_version,
        )
        draft.note(OutcomeStatus.CONFLICT, reason=why)
        return
    amended = (
        merge_shorthand(current, action.scheme, replace=action.replace)
        if isinstance(action.scheme, str)
        else action.scheme
    )
    newest = max(draft.session.schemes)
    scheme = amended.with_unique_ids().model_copy(update={"version": newest + 1})
    if diff_schemes(current, scheme).is_empty:
        draft.refuse(draft.t("the new scheme is the same as the current one"))
        return
    copy_ids = action.regrade if isinstance(action.regrade, tuple) else tuple(draft.copies)
    unknown = [copy_id for copy_id in copy_ids if copy_id not in draft.copies]
    for copy_id in unknown:
        draft.refuse(draft.t("there is no copy {copy_id!r}", copy_id=copy_id), copy_id=copy_id)
    if unknown:
        return
    plan = _plan(draft, scheme, () if action.regrade == "none" else copy_ids)
    if action.regrade is None:
        draft.note(
            OutcomeStatus.PROPOSED,
            reason=draft.t("nothing has changed yet: send it again with 'regrade': 'all', 'none' or copy ids"),
            amendment=plan,
        )
        return
    if draft.changes.regrades or draft.changes.scheme:
        # All regrades of a command use the same version, so an amendment cannot follow another one or a regrade.
        draft.refuse(
            draft.t(
                "a command can change the scheme only once and before any regrade: send this in a command of its own"
            )
        )
        return
    draft.adopt(scheme)
    for copy_id in plan.copy_ids:
        questions = _unmarked(draft, copy_id, scheme)
        draft.move_to_scheme(copy_id, scheme)
        if questions:
            draft.changes.regrades[copy_id] = RegradeOrder(RegradeScope.ALL, questions)
    draft.record_for_session(
        SchemeDecision(
            **draft.signature,
            reason=action.reason,
            scheme_version=scheme.version,
            previous=current.version,
            copy_ids=plan.copy_ids,
        )
    )
    draft.applied(amendment=plan)


def _plan(draft: SessionDraft, scheme: GradingScheme, copy_ids: Iterable[str]) -> Amendment:
    """Return the effects and estimated cost of moving these copies to `scheme`."""
    reasons = {copy_id: _reason_to_refuse(draft, copy_id, scheme) for copy_id in copy_ids}
    kept = {copy_id: why for copy_id, why in reasons.items() if why}
    kept |= {
        i: draft.t("{copy_id!r} is already regraded by another action of this command", copy_id=i)
        for i in reasons
        if i in draft.changes.regrades
    }
    moved = tuple(copy_id for copy_id in reasons if copy_id not in kept)
    questions = {copy_id: _unmarked(draft, copy_id, scheme) for copy_id in moved}
    named = {question_id for ids in questions.values() for question_id in ids}
    calls = sum(bool(ids) for ids in questions.values()) * draft.session.policy.calls_per_copy
    made = [attempt for attempt in draft.session.attempts if attempt.usage.calls]
    usage = sum((attempt.usage for attempt in made), Usage())
    share = calls / len(made) if made else 0.0
    return Amendment(
        version=scheme.version,
        diff=diff_schemes(draft.session.scheme, scheme),
        copy_ids=moved,
        kept=kept,
        question_ids=tuple(question_id for question_id in scheme.leaf_ids() if question_id in named),
        calls=calls,
        input_tokens=round(usage.input_tokens * share),
        output_tokens=round(usage.output_tokens * share),
        dollars=None if usage.cost is None or usage.unpriced_calls else round(usage.cost * Decimal(share), 6),
    )


def _reason_to_refuse(draft: SessionDraft, copy_id: str, scheme: GradingScheme) -> str:
    """Return why a copy cannot be graded under `scheme` now, or an empty string if it can.

    Decisions are never changed to fit a scheme: if one exceeds the new maximum, the teacher must change it first.
    """
    if draft.is_complete(copy_id):
        return draft.t("copy {copy_id!r} is complete; reopen it to change it", copy_id=copy_id)
    leaves = {leaf.id: leaf for leaf in scheme.leaves()}
    decided = draft.decided(copy_id)
    too_much = [
        question_id
        for (_, question_id), decision in {**decided.marks, **decided.partial}.items()
        # A question that the new scheme does not have does not count.
        if question_id in leaves and not fits(scheme, leaves[question_id], decision)
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
    """Return the questions for which the copy's marks are invalid under `scheme`."""
    return diff_schemes(draft.session.scheme_of(copy_id), scheme).to_mark


def _with_unmarked(
    draft: SessionDraft, copy_id: str, scheme: GradingScheme, question_ids: tuple[str, ...]
) -> tuple[str, ...]:
    """Return `question_ids` and the questions for which the copy has no valid marks; empty means all questions."""
    wanted = {*question_ids, *_unmarked(draft, copy_id, scheme)}
    return tuple(question_id for question_id in scheme.leaf_ids() if question_id in wanted) if question_ids else ()
