"""`confirm_scale`: show the teacher what was found and wait for an answer. An invalid one asks again."""

import asyncio
from collections.abc import Iterable

from langgraph.config import get_config
from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from bareme.domain.copies import Copy
from bareme.domain.identity import absent_students
from bareme.domain.money import CostEstimate
from bareme.domain.policy import Policy
from bareme.domain.rubric import questions_to_draft
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_checks import check_scheme
from bareme.domain.shorthand import print_shorthand
from bareme.errors import InvalidInput
from bareme.exports.rules_note import rules_note
from bareme.graphs.begin import begin_grading, make_brief
from bareme.graphs.confirmations import ScaleConfirmation
from bareme.graphs.confirmed_copies import check_copies, edited_copies, left_out_of, to_copies
from bareme.graphs.contract import GradingContext, context_of, to_graders
from bareme.graphs.estimate import estimate_grading, refuse_unpriced
from bareme.graphs.interrupts import ConfirmScale, ProposedCopy, answer_schema
from bareme.graphs.marking_by_hand import check_marking
from bareme.graphs.masking import mask_names, with_masks
from bareme.graphs.masking_notes import privacy_notes
from bareme.graphs.offered_scales import chosen_scheme, dropped_of_request, edited_scheme, offered_scales
from bareme.graphs.run_config import refuse_max_concurrency
from bareme.graphs.session_cache import session_cache
from bareme.graphs.state import Json, RubricWork, ScaledState, StartedState, dump, with_budget
from bareme.graphs.unseen_pictures import warn_of_unseen_pictures
from bareme.graphs.validation import parse
from bareme.models.temperature import with_temperature
from bareme.translation import Message, translator

_CONFIRM = Message("Check the marking scale and the copies, correct what needs it, then confirm.")
_DRAFT = Message("Check the marking scale, correct what needs it, then confirm. There are no copies to grade yet.")
_COMPLETE = Message("Only part of a marking scale was found: some points are missing. Complete it before you confirm.")
_ENTER = Message("No marking scale was found. Enter it, for example '{example}'.", example="Q1: 5, Q2: 3, Ex 2.a = 2.5")


async def confirm_scale(state: StartedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Show the teacher the scale and the students, and wait for a valid confirmation."""
    state = with_budget(state, context_of(runtime))
    answer = interrupt(await _question_once(state))
    session_cache(state.session.session_id).asked = None
    try:
        refuse_max_concurrency(get_config())
        confirmation = await asyncio.to_thread(parse, ScaleConfirmation, answer)
        policy = _policy(state, confirmation)
        edited = await asyncio.to_thread(edited_scheme, state, confirmation)
        dropped = await asyncio.to_thread(dropped_of_request, state, edited)
        unseen = bool(dropped) and not confirmation.replace
        proposed = await edited_copies(state, confirmation)
        copies = await asyncio.to_thread(to_copies, state, proposed)
        await asyncio.to_thread(check_copies, state, copies)
        _check_pilot(confirmation, copies)
        if unseen or not confirmation.confirm:
            return _ask_again(state, policy, edited, proposed, unseen=unseen and confirmation.confirm)
        scheme = edited or chosen_scheme(offered_scales(state), confirmation.candidate or 0)
        unmasked = [copy.copy_id for copy in proposed if not copy.mask_name]
        copies = await mask_names(state, policy, scheme, copies, unmasked=unmasked)
    except InvalidInput as error:
        return Command(goto="confirm_scale", update={"error": error.explain(state.policy.language)})
    update = {
        "error": "",
        "policy": dump(policy),
        "scheme": dump(scheme),
        "session_input": {**state.session_input, "scheme": dump(scheme)},
        "copies": {copy.copy_id: dump(copy) for copy in copies},
    }
    pilot = confirmation.pilot
    missing = tuple(question.id for question in questions_to_draft(scheme)) if policy.rubric == "generate" else ()
    if missing:
        return Command(
            goto="write_rubric", update={**update, "rubric": dump(RubricWork(to_write=missing, pilot=pilot))}
        )
    sends, begun = await begin_grading(ScaledState.model_validate({**state.model_dump(), **update}), pilot)
    return Command(goto=sends, update={**update, **begun})


def _check_pilot(confirmation: ScaleConfirmation, copies: Iterable[Copy]) -> None:
    known = {copy.copy_id for copy in copies}
    for copy_id in confirmation.pilot:
        if confirmation.confirm and copy_id not in known:
            raise InvalidInput("there is no copy {copy_id!r}", copy_id=copy_id)


def _ask_again(
    state: StartedState,
    policy: Policy,
    edited: GradingScheme | None,
    copies: tuple[ProposedCopy, ...],
    *,
    unseen: bool,
) -> Command[str]:
    """Take the changes and ask again. `unseen`: the scheme drops something that the teacher has not seen listed."""
    changed = None if copies == state.analysis.copies else copies
    analysis = state.analysis.model_copy(update={"typed": edited or state.analysis.typed, "edited": changed})
    t, error = translator(policy.language), ""
    if unseen:
        error = t(
            "This scale drops parts of the one that was sent: see {field!r}. To take it, confirm candidate 0.",
            field="dropped",
        )
    return Command(goto="confirm_scale", update={"error": error, "policy": dump(policy), "analysis": dump(analysis)})


async def _question_once(state: StartedState) -> Json:
    """Return the question. It was worked out before if the node runs again because the answer has come."""
    cache = session_cache(state.session.session_id)
    if cache.asked is None or cache.asked[0] != state:
        cache.asked = state, dump(await _question(state))
    question: Json = cache.asked[1]
    return question


async def _question(state: StartedState) -> ConfirmScale:
    analysis = state.analysis
    language = state.policy.language
    offered = offered_scales(state)
    schemes = [scale.scheme for scale in offered]
    copies = await with_masks(state, schemes[0] if schemes else None, analysis.current_copies)
    confirm = _CONFIRM if state.has_copies else _DRAFT
    message = confirm if any(schemes) else _COMPLETE if schemes else _ENTER
    return ConfirmScale(
        message=translator(language)(message),
        error=state.error,
        session_name=state.session.name,
        title=analysis.title,
        subject=analysis.subject,
        exam_language=analysis.exam_language,
        candidates=tuple(scale.candidate for scale in offered),
        shorthands=tuple(print_shorthand(scheme, language) if scheme else "" for scheme in schemes),
        findings=tuple(tuple(check_scheme(scheme)) if scheme else () for scheme in schemes),
        notes=tuple(scale.notes for scale in offered),
        dropped=dropped_of_request(state, analysis.typed),
        students=copies,
        left_out=left_out_of(state),
        absent=absent_students(state.roster, (copy.student for copy in copies if copy.student)),
        documents=tuple(state.summaries),
        graders=state.policy.graders,
        calls=len(copies) * state.policy.calls_per_copy,
        estimate=await _estimate(state, next(filter(None, schemes), None)),
        budget=state.policy.budget,
        usage=state.spent,
        rubric=state.policy.rubric,
        rules_note=rules_note(state.policy),
        privacy=privacy_notes(state.policy, copies),
        warnings=(*analysis.warnings, *await warn_of_unseen_pictures(state), *_sampling_warnings(state.policy)),
        response_schema=answer_schema(ScaleConfirmation),
    )


def _sampling_warnings(policy: Policy) -> list[str]:
    repeated = {grader.model for grader in policy.graders if grader.tries > 1 and grader.temperature == 0}
    if not repeated:
        return []
    t = translator(policy.language)
    # The models stay behind their labels.
    return [
        t(
            "Several passes of one model at temperature 0 nearly repeat each other: they show little of how sure the "
            "model is. A second model or a temperature above 0 shows more."
        )
    ]


async def _estimate(state: StartedState, scheme: GradingScheme | None) -> CostEstimate | None:
    """Return the estimated cost of grading by `scheme`, or None if there is no scheme yet."""
    if scheme is None:
        return None
    brief = await make_brief(state, scheme.with_unique_ids())
    return await estimate_grading(brief, to_copies(state, state.analysis.current_copies))


def _policy(state: StartedState, confirmation: ScaleConfirmation) -> Policy:
    policy = state.policy.model_copy(update={"rubric": confirmation.rubric or state.policy.rubric})
    if confirmation.graders is not None:
        graders = tuple(map(with_temperature, to_graders(confirmation.graders, default_tries=1)))
        refuse_unpriced(state.policy.budget, graders)
        policy = policy.model_copy(update={"graders": graders})
    check_marking(policy)
    return policy
