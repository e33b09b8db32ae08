"""`confirm_scale`: show the teacher what was found and wait for an answer. An invalid one asks again."""

from collections import Counter
from collections.abc import Sequence

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt

from bareme.documents import get_store
from bareme.domain.copies import Copy, CopyFlag, PageRef, Student
from bareme.domain.identity import absent_students
from bareme.domain.money import CostEstimate
from bareme.domain.policy import Policy
from bareme.domain.rubric import questions_to_draft
from bareme.domain.scheme import GradingScheme, check_scheme
from bareme.domain.shorthand import print_shorthand
from bareme.errors import InvalidInput
from bareme.exports.rules_note import rules_note
from bareme.graphs.begin import begin_grading, make_brief
from bareme.graphs.contract import ConfirmedCopy, GradingContext, ScaleConfirmation, context_of, to_graders
from bareme.graphs.copy_limit import check_copy_limit
from bareme.graphs.estimate import estimate_grading, refuse_unpriced
from bareme.graphs.interrupts import ConfirmScale, ProposedCopy
from bareme.graphs.offered_scales import chosen_scheme, dropped_of_request, edited_scheme, offered_scales
from bareme.graphs.proposed_copies import on_roster
from bareme.graphs.state import Json, RubricWork, ScaledState, StartedState, dump, with_budget
from bareme.graphs.unseen_pictures import warn_of_unseen_pictures
from bareme.graphs.validation import parse
from bareme.models.temperature import with_temperature
from bareme.translation import Message, translator

# Computed once: it takes longer than the rest of the question.
_RESPONSE_SCHEMA: Json = ScaleConfirmation.model_json_schema()

_CONFIRM = Message("Check the marking scale and the copies, correct what needs it, then confirm.")
_DRAFT = Message("Check the marking scale, correct what needs it, then confirm. There are no copies to grade yet.")
_COMPLETE = Message("Only part of a marking scale was found: some points are missing. Complete it before you confirm.")
_ENTER = Message("No marking scale was found. Enter it, for example '{example}'.", example="Q1: 5, Q2: 3, Ex 2.a = 2.5")


async def confirm_scale(state: StartedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Show the teacher the scale and the students, and wait for a valid confirmation."""
    state = with_budget(state, context_of(runtime))
    answer = interrupt(dump(await _question(state)))
    try:
        confirmation = parse(ScaleConfirmation, answer)
        policy = _policy(state, confirmation)
        edited = edited_scheme(state, confirmation)
        unseen = bool(dropped_of_request(state, edited)) and not confirmation.replace
        if unseen or not confirmation.confirm:
            return _ask_again(state, policy, edited, unseen=unseen and confirmation.confirm)
        scheme = edited or chosen_scheme(offered_scales(state), confirmation.candidate or 0)
        copies = _copies(state, confirmation)
    except InvalidInput as error:
        return Command(goto="confirm_scale", update={"error": error.explain(state.policy.language)})
    update = {
        "error": "",
        "policy": dump(policy),
        "scheme": dump(scheme),
        "session_input": {**state.session_input, "scheme": dump(scheme)},
        "copies": {copy.copy_id: dump(copy) for copy in copies},
    }
    missing = tuple(question.id for question in questions_to_draft(scheme)) if policy.rubric == "generate" else ()
    if missing:
        return Command(goto="write_rubric", update={**update, "rubric": dump(RubricWork(to_write=missing))})
    sends, begun = await begin_grading(ScaledState.model_validate({**state.model_dump(), **update}))
    return Command(goto=sends, update={**update, **begun})


def _ask_again(state: StartedState, policy: Policy, edited: GradingScheme | None, *, unseen: bool) -> Command[str]:
    """Take the changes and ask again. `unseen`: the scheme drops something that the teacher has not seen listed."""
    analysis = state.analysis.model_copy(update={"typed": edited}) if edited else state.analysis
    t, error = translator(policy.language), ""
    if unseen:
        error = t(
            "This scale drops parts of the one that was sent: see {field!r}. To take it, confirm candidate 0.",
            field="dropped",
        )
    return Command(goto="confirm_scale", update={"error": error, "policy": dump(policy), "analysis": dump(analysis)})


async def _question(state: StartedState) -> ConfirmScale:
    analysis = state.analysis
    language = state.policy.language
    offered = offered_scales(state)
    schemes = [scale.scheme for scale in offered]
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
        students=analysis.copies,
        absent=absent_students(state.roster, (copy.student for copy in analysis.copies if copy.student)),
        documents=tuple(state.summaries),
        graders=state.policy.graders,
        calls=len(analysis.copies) * state.policy.attempts_per_copy,
        estimate=await _estimate(state, next(filter(None, schemes), None)),
        budget=state.policy.budget,
        usage=state.spent,
        rubric=state.policy.rubric,
        rules_note=rules_note(state.policy),
        warnings=(*analysis.warnings, *await warn_of_unseen_pictures(state), *_sampling_warnings(state.policy)),
        response_schema=_RESPONSE_SCHEMA,
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
    answers = _typed_answers(state)
    brief = await make_brief(state, scheme.with_unique_ids(), get_store())
    return await estimate_grading(brief, [_copy(copy, answers) for copy in state.analysis.copies])


def _policy(state: StartedState, confirmation: ScaleConfirmation) -> Policy:
    policy = state.policy.model_copy(update={"rubric": confirmation.rubric or state.policy.rubric})
    if confirmation.graders is None:
        return policy
    graders = tuple(map(with_temperature, to_graders(confirmation.graders, default_tries=1)))
    refuse_unpriced(state.policy.budget, graders)
    return policy.model_copy(update={"graders": graders})


def _copies(state: StartedState, confirmation: ScaleConfirmation) -> list[Copy]:
    """Return the copies to grade, with the teacher's corrections."""
    proposed = {copy.copy_id: copy for copy in state.analysis.copies}
    answers = _typed_answers(state)
    if confirmation.students is None:
        copies = [_copy(proposal, answers) for proposal in proposed.values()]
    else:
        taken = set(proposed)
        copies = []
        for confirmed in confirmation.students:
            if confirmed.copy_id and confirmed.copy_id not in proposed:
                raise InvalidInput("There is no copy {copy_id!r}.", copy_id=confirmed.copy_id)
            copy_id = confirmed.copy_id or _next_id(taken)
            taken.add(copy_id)
            copies.append(_corrected(copy_id, confirmed, proposed.get(confirmed.copy_id), answers, state.roster))
        _check_pages(state, copies)
    if not copies and state.has_copies:
        raise InvalidInput("There is no copy to grade.")
    check_copy_limit(len(copies))
    return copies


def _typed_answers(state: StartedState) -> dict[str, dict[str, str]]:
    typed_ids = (copy.copy_id for copy in state.analysis.copies if copy.typed)
    return {copy_id: typed.answers for copy_id, typed in zip(typed_ids, state.typed, strict=True)}


def _copy(proposal: ProposedCopy, answers: dict[str, dict[str, str]]) -> Copy:
    return Copy(
        copy_id=proposal.copy_id,
        student=proposal.student,
        name_confidence=proposal.name_confidence,
        name_read=proposal.name_read,
        pages=proposal.pages,
        answers=answers.get(proposal.copy_id, {}),
        flags=proposal.flags,
    )


def _corrected(
    copy_id: str,
    confirmed: ConfirmedCopy,
    proposal: ProposedCopy | None,
    answers: dict[str, dict[str, str]],
    roster: Sequence[Student],
) -> Copy:
    """Return the copy as confirmed. Names from the teacher are certain, and pages from her need no splitting."""
    copy = _copy(proposal, answers) if proposal else Copy(copy_id=copy_id)
    update: Json = {"copy_id": copy_id}
    settled: set[CopyFlag] = set()
    if confirmed.student is not None:
        update |= {"student": on_roster(confirmed.student, roster), "name_confidence": 1.0, "name_read": ""}
        settled |= {CopyFlag.NAME_UNCERTAIN, CopyFlag.DUPLICATE_STUDENT}
    if confirmed.pages is not None:
        update["pages"] = confirmed.pages
        settled |= {CopyFlag.NOT_SPLIT, CopyFlag.NAME_REPEATED}
    flags = tuple(flag for flag in copy.flags if flag not in settled)
    return copy.model_copy(update={**update, "flags": flags})


def _next_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"c{number:02}" in taken:
        number += 1
    return f"c{number:02}"


def _check_pages(state: StartedState, copies: list[Copy]) -> None:
    counts = {summary.document_id: summary.page_count for summary in state.summaries if summary.role == "copies"}
    # Two students may have sent the same file.
    sent = Counter(s.document_id for s in state.summaries if s.role == "copies" and not s.refused)
    seen: Counter[PageRef] = Counter()
    for copy in copies:
        if not copy.pages and not copy.answers and CopyFlag.NOTHING_READABLE not in copy.flags:
            raise InvalidInput("Copy {copy_id!r} has neither pages nor answers.", copy_id=copy.copy_id)
        for page in copy.pages:
            document_id = page.document_id[:12]
            if page.index >= counts.get(page.document_id, 0):
                raise InvalidInput(
                    "There is no page {index} in document {document_id!r}.", index=page.index, document_id=document_id
                )
            if seen[page] == sent[page.document_id]:
                raise InvalidInput(
                    "Page {index} of document {document_id!r} is in two copies.",
                    index=page.index,
                    document_id=document_id,
                )
            seen[page] += 1
