"""`confirm_scale`: shows the teacher what was found, takes the answer, freezes the brief. A bad answer asks again."""

from datetime import UTC, datetime

from langgraph.runtime import Runtime
from langgraph.types import Command, interrupt
from pydantic import ValidationError

from bareme.documents import get_store
from bareme.domain.brief import Brief
from bareme.domain.copies import Copy, PageRef
from bareme.domain.money import Estimate
from bareme.domain.pages import PageKind
from bareme.domain.policy import Policy, blind_labels
from bareme.domain.scale import Witness
from bareme.domain.scheme import GradingScheme, check_scheme
from bareme.domain.session import CopyProgress
from bareme.domain.shorthand import parse_shorthand, print_shorthand
from bareme.errors import InvalidInput
from bareme.graphs.contract import ConfirmedCopy, GradingContext, ScaleConfirmation, context_of, to_graders
from bareme.graphs.dispatch import GradeTask, slots_of
from bareme.graphs.estimate import estimate_grading, refuse_unpriced
from bareme.graphs.events import Counts, SessionStart
from bareme.graphs.interrupts import ConfirmScale, ProposedCopy
from bareme.graphs.material import load_record
from bareme.graphs.progress import emit
from bareme.graphs.state import Json, StartedState, dump, with_budget
from bareme.graphs.wording import describe_faults, say
from bareme.models.registry import build_model
from bareme.settings import get_settings


async def confirm_scale(state: StartedState, runtime: Runtime[GradingContext]) -> Command[str]:
    """Interrupt with ConfirmScale; go on to grading with a valid ScaleConfirmation, and else ask again."""
    state = with_budget(state, context_of(runtime))
    answer = interrupt(dump(await _question(state)))
    try:
        confirmation = ScaleConfirmation.model_validate(answer)
        policy = _policy(state, confirmation)
        scheme = _scheme(state, confirmation)
        copies = _copies(state, confirmation)
    except ValidationError as error:
        return Command(goto="confirm_scale", update={"error": describe_faults(error)})
    except InvalidInput as error:
        return Command(goto="confirm_scale", update={"error": error.explain(state.policy.language)})
    brief = await _brief(state, policy, scheme)
    brief_id = await get_store().put(brief.model_dump_json().encode())
    started_at = datetime.now(UTC)
    session_id = state.session.session_id
    labels = {copy.copy_id: blind_labels(len(policy.graders), seed=f"{session_id}/{copy.copy_id}") for copy in copies}
    tasks = [
        GradeTask(
            session_id=session_id,
            brief_id=brief_id,
            copy=copy,
            progress=CopyProgress(scheme_version=scheme.version),
            slots=tuple(slots_of(policy, labels[copy.copy_id], round_number=0)),
            graders=labels[copy.copy_id],
            total=len(copies),
            place=place,
            budget=policy.budget,
            spent=state.spent,
            grading_started_at=started_at,
        )
        for place, copy in enumerate(copies)
    ]
    counts = Counts(total=len(copies), remaining=len(copies))
    emit(SessionStart(session_id=session_id, session_name=state.session.name, counts=counts, session_seconds=0.0))
    return Command(
        goto=[task.send() for task in tasks],
        update={
            "error": "",
            "session": dump(state.session.model_copy(update={"grading_started_at": started_at})),
            "policy": dump(policy),
            "scheme": dump(scheme),
            "held": {**state.held, "scheme": dump(scheme)},
            "brief_id": brief_id,
            "copies": {copy.copy_id: dump(copy) for copy in copies},
            "progress": {copy.copy_id: dump(CopyProgress(scheme_version=scheme.version)) for copy in copies},
            "grader_key": labels,
        },
    )


async def _question(state: StartedState) -> ConfirmScale:
    analysis = state.analysis
    language = state.policy.language
    schemes = [candidate.to_scheme() for candidate in analysis.candidates]
    message = "confirm_scale" if any(schemes) else "incomplete_scale" if schemes else "enter_scale"
    return ConfirmScale(
        message=say(message, language),
        error=state.error,
        session_name=state.session.name,
        title=analysis.title,
        subject=analysis.subject,
        exam_language=analysis.exam_language,
        candidates=analysis.candidates,
        shorthands=tuple(print_shorthand(scheme, language) if scheme else "" for scheme in schemes),
        findings=tuple(tuple(check_scheme(scheme)) if scheme else () for scheme in schemes),
        students=analysis.copies,
        documents=tuple(state.summaries),
        graders=state.policy.graders,
        calls=len(analysis.copies) * state.policy.attempts_per_copy,
        estimate=await _estimate(state, next(filter(None, schemes), None)),
        budget=state.policy.budget,
        usage=state.spent,
        warnings=analysis.warnings,
        response_schema=ScaleConfirmation.model_json_schema(),
    )


async def _estimate(state: StartedState, scheme: GradingScheme | None) -> Estimate | None:
    """Return what grading by `scheme` is expected to take, None where there is no scheme yet."""
    if scheme is None:
        return None
    answers = _typed_answers(state)
    brief = await _brief(state, state.policy, scheme.with_unique_ids())
    return await estimate_grading(brief, [_copy(copy, answers) for copy in state.analysis.copies])


def _policy(state: StartedState, confirmation: ScaleConfirmation) -> Policy:
    if confirmation.graders is None:
        return state.policy
    graders = to_graders(confirmation.graders, default_tries=1)
    for grader in graders:
        build_model(grader)
    refuse_unpriced(state.policy.budget, graders)
    return state.policy.model_copy(update={"graders": graders})


def _scheme(state: StartedState, confirmation: ScaleConfirmation) -> GradingScheme:
    """Return the scheme that the teacher confirmed: any at all, with its ids made unique, for marks hang on them."""
    language = state.policy.language
    if confirmation.scheme is not None:
        sent = confirmation.scheme
        return (parse_shorthand(sent) if isinstance(sent, str) else sent).with_unique_ids()
    candidates = state.analysis.candidates
    index = confirmation.candidate or 0
    if index >= len(candidates):
        raise InvalidInput(say("no_such_candidate", language, index=index, count=len(candidates)))
    if candidates[index].witness is Witness.TEACHER and isinstance(state.scheme, GradingScheme):
        return state.scheme.with_unique_ids()
    scheme = candidates[index].to_scheme(name=state.session.name)
    if scheme is None:
        raise InvalidInput(say("candidate_incomplete", language, index=index))
    return scheme.with_unique_ids()


def _copies(state: StartedState, confirmation: ScaleConfirmation) -> list[Copy]:
    """Return the copies to grade, with the teacher's corrections."""
    language = state.policy.language
    proposed = {copy.copy_id: copy for copy in state.analysis.copies}
    answers = _typed_answers(state)
    if confirmation.students is None:
        copies = [_copy(proposal, answers) for proposal in proposed.values()]
    else:
        taken = set(proposed)
        copies = []
        for confirmed in confirmation.students:
            if confirmed.copy_id and confirmed.copy_id not in proposed:
                raise InvalidInput(say("no_such_copy", language, copy_id=confirmed.copy_id))
            copy_id = confirmed.copy_id or _next_id(taken)
            taken.add(copy_id)
            copies.append(_corrected(copy_id, confirmed, proposed.get(confirmed.copy_id), answers))
        _check_pages(state, copies)
    if not copies:
        raise InvalidInput(say("no_copies", language))
    limit = get_settings().max_copies
    if len(copies) > limit:
        raise InvalidInput(say("too_many_copies", language, count=len(copies), limit=limit))
    return copies


def _typed_answers(state: StartedState) -> dict[str, dict[str, str]]:
    typed_ids = (copy.copy_id for copy in state.analysis.copies if copy.typed)
    return {copy_id: typed.answers for copy_id, typed in zip(typed_ids, state.typed, strict=True)}


def _copy(proposal: ProposedCopy, answers: dict[str, dict[str, str]]) -> Copy:
    return Copy(
        copy_id=proposal.copy_id,
        student=proposal.student,
        name_confidence=proposal.name_confidence,
        pages=proposal.pages,
        answers=answers.get(proposal.copy_id, {}),
        flags=proposal.flags,
    )


def _corrected(
    copy_id: str, confirmed: ConfirmedCopy, proposal: ProposedCopy | None, answers: dict[str, dict[str, str]]
) -> Copy:
    """Return the copy as confirmed. A name that the teacher gave is certain; pages that she gave are divided."""
    copy = _copy(proposal, answers) if proposal else Copy(copy_id=copy_id)
    update: Json = {"copy_id": copy_id}
    settled: set[str] = set()
    if confirmed.student is not None:
        update |= {"student": confirmed.student, "name_confidence": 1.0}
        settled |= {"name_uncertain", "duplicate_student"}
    if confirmed.pages is not None:
        update["pages"] = confirmed.pages
        settled.add("not_split")
    flags = tuple(flag for flag in copy.flags if flag.value not in settled)
    return copy.model_copy(update={**update, "flags": flags})


def _next_id(taken: set[str]) -> str:
    number = len(taken) + 1
    while f"c{number:02}" in taken:
        number += 1
    return f"c{number:02}"


def _check_pages(state: StartedState, copies: list[Copy]) -> None:
    language = state.policy.language
    counts = {summary.document_id: summary.page_count for summary in state.summaries if summary.role == "copies"}
    seen: set[PageRef] = set()
    for copy in copies:
        if not copy.pages and not copy.answers:
            raise InvalidInput(say("no_pages_in_copy", language, copy_id=copy.copy_id))
        for page in copy.pages:
            place = {"index": page.index, "document_id": page.document_id[:12]}
            if page.index >= counts.get(page.document_id, 0):
                raise InvalidInput(say("no_such_page", language, **place))
            if page in seen:
                raise InvalidInput(say("page_twice", language, **place))
            seen.add(page)


async def _brief(state: StartedState, policy: Policy, scheme: GradingScheme) -> Brief:
    """Return what all graders share."""
    store = get_store()
    texts: dict[str, list[str]] = {"subject": [], "answer_key": []}
    pictures: list[PageRef] = []
    for summary in state.summaries:
        if summary.refused or summary.role not in texts:
            continue
        record = await load_record(summary.record_id, store)
        for page in record.pages:
            if page.kind in {PageKind.TYPED, PageKind.MIXED, PageKind.OCR_SCAN} and page.lines:
                texts[summary.role].append(page.text)
            if page.kind in {PageKind.SCAN, PageKind.OCR_SCAN}:
                pictures.append(PageRef(document_id=record.document_id, index=page.index))
    return Brief(
        session_id=state.session.session_id,
        policy=policy,
        scheme=scheme,
        exam_paper="\n".join(texts["subject"]),
        answer_key="\n".join(texts["answer_key"]),
        records={s.document_id: s.record_id for s in state.summaries if not s.refused},
        urls={s.document_id: s.url for s in state.summaries if s.url},
        picture_pages=tuple(pictures),
    )
