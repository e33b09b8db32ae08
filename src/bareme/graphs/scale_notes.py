"""What is doubtful about a scale, as sentences for the teacher."""

from collections.abc import Callable, Sequence

from bareme.domain.scale import ScaleCandidate, ScaleWarning
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_checks import SchemeFault, SchemeFinding, check_scheme
from bareme.domain.scheme_edit import Dropped, DroppedField
from bareme.translation import Message, Translator

_WARNINGS: dict[str, Callable[[str], Message]] = {
    ScaleWarning.TOTAL_NOT_SUM: lambda d: Message("the printed total and the sum differ: {detail}", detail=d),
    ScaleWarning.GROUP_NOT_SUM: lambda d: Message("{detail}: the parts do not add up to the printed points", detail=d),
    ScaleWarning.TABLE_NOT_SUM: lambda d: Message("a table of points and the headings differ: {detail}", detail=d),
    ScaleWarning.READERS_DISAGREE: lambda d: Message("rules and model read different totals: {detail}", detail=d),
    ScaleWarning.NUMBERED_TWICE: lambda d: Message("{detail}: this number appears twice", detail=d),
    ScaleWarning.NUMBER_MISSING_BEFORE: lambda d: Message("{detail}: the number before it was not found", detail=d),
    ScaleWarning.WITHOUT_MARK: lambda d: Message("{detail}: no points were found", detail=d),
    ScaleWarning.UNEXPLAINED: lambda d: Message("points that belong to no question: {detail}", detail=d),
    ScaleWarning.UNREAD_PAGE: lambda d: Message("page {detail} is a picture and was not read", detail=d),
    ScaleWarning.OCR_LAYER: lambda d: Message(
        "page {detail} is a scan, and what was read is what a program recognised on it: compare it with the page",
        detail=d,
    ),
    ScaleWarning.INFERRED: lambda d: Message("read by guessing: {detail}", detail=d),
    ScaleWarning.BONUS: lambda d: Message("bonus points, not counted in the total: {detail}", detail=d),
    ScaleWarning.CHOICE: lambda d: Message("a choice of questions: {detail} count", detail=d),
    ScaleWarning.PARTLY_KNOWN: lambda _: Message("some questions have no points"),
}
"""By the code before the colon of a warning; what is behind it is the detail."""

_DROPPED: dict[DroppedField, Callable[[str], Message]] = {
    "question": lambda question: Message("{question}: the whole question is dropped", question=question),
    "text": lambda question: Message("{question}: its text is dropped", question=question),
    "expected_answer": lambda question: Message("{question}: its expected answer is dropped", question=question),
    "criteria": lambda question: Message("{question}: its criteria are dropped", question=question),
    "guidelines": lambda question: Message("{question}: its guidelines are dropped", question=question),
    "coefficient": lambda question: Message("{question}: its coefficient is dropped", question=question),
    "best_of": lambda question: Message("{question}: the number of parts that count is dropped", question=question),
    "follow_through": lambda question: Message("{question}: the rule on earlier errors is dropped", question=question),
    "name": lambda _: Message("the name of the scheme is dropped"),
}


def notes_on(candidate: ScaleCandidate, scheme: GradingScheme | None, t: Translator) -> list[str]:
    """Return the warnings of the reader and the inconsistencies of the scheme; what both tell is said once."""
    findings = check_scheme(scheme) if scheme else []
    told = {finding.fault.value for finding in findings}
    warnings = [warning for warning in candidate.warnings if warning.partition(":")[0] not in told]
    return [*(_describe_warning(warning, t) for warning in warnings), *(describe_finding(f, t) for f in findings)]


def _describe_warning(warning: str, t: Translator) -> str:
    """Return a warning as a sentence; one that is not known as it is, rather than not at all."""
    code, _, detail = warning.partition(":")
    message = _WARNINGS.get(code)
    return t(message(detail.strip())) if message else warning


def describe_finding(finding: SchemeFinding, t: Translator) -> str:
    """Return an inconsistency of a scheme as a sentence."""
    question = finding.question_id or ""
    sums = {
        "stated": "–" if finding.stated is None else finding.stated,
        "computed": "–" if finding.computed is None else finding.computed,
    }
    match finding.fault:
        case SchemeFault.GROUP_NOT_SUM:
            return t(
                "{question}: {stated} points printed, but its parts add up to {computed}", question=question, **sums
            )
        case SchemeFault.TOTAL_NOT_SUM:
            return t("the printed total is {stated}, but the questions add up to {computed}", **sums)
        case SchemeFault.CRITERIA_NOT_SUM:
            return t("{question}: {stated} points, but its criteria add up to {computed}", question=question, **sums)
        case SchemeFault.DUPLICATE_ID:
            return t("question {question} appears twice", question=question)
        case SchemeFault.ZERO_MAXIMUM:
            return t("question {question} is worth 0 points", question=question)
        case SchemeFault.DUPLICATE_CRITERION:
            return t("{question}: a criterion appears twice", question=question)


def describe_dropped(dropped: Sequence[Dropped], t: Translator) -> list[str]:
    """Return what an edit drops, as sentences."""
    return [t(_DROPPED[one.what](one.question_id)) for one in dropped]


def note_on_total(typed: GradingScheme, found: Sequence[ScaleCandidate], t: Translator) -> list[str]:
    """Return a note if the total of a typed scheme is not the one that was read in the files."""
    read = next((candidate.total for candidate in found if candidate.total is not None), None)
    if read is None or read == typed.total:
        return []
    return [
        t(
            "this scale adds up to {total}, but the one read in the files to {read}",
            total=typed.total,
            read=read,
        )
    ]
