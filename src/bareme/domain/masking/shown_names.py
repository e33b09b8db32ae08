"""What graders wrote, with the student's name in place of the pseudonym. Only people are shown it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from bareme.domain.attempts import Attempt, CriterionMark, Mark
from bareme.domain.copies import Copy, Student
from bareme.domain.decisions import current_decisions
from bareme.domain.session import GradedSession


def with_names(session: GradedSession) -> GradedSession:
    """Return the session as people read it. A copy whose student a person named bears that student's name."""
    copies = {copy.copy_id: copy for copy in session.copies}
    students = current_decisions(session.decisions).students

    def named(attempts: Iterable[Attempt]) -> tuple[Attempt, ...]:
        return tuple(_named(attempt, copies.get(attempt.copy_id), students) for attempt in attempts)

    return session.model_copy(update={"attempts": named(session.attempts), "second_looks": named(session.second_looks)})


def _named(attempt: Attempt, copy: Copy | None, students: Mapping[str, Student | None]) -> Attempt:
    student = students.get(attempt.copy_id, copy.student) if copy else None
    # Where nothing was replaced, the grader was told no pseudonym, and the words mean something else.
    if copy is None or student is None or copy.masked_name is None or not copy.masked_name.words:
        return attempt
    pseudonym, name = copy.masked_name.pseudonym, student.name
    if not any(pseudonym in text for text in _texts(attempt)):
        return attempt
    pattern = re.compile(rf"\b{re.escape(pseudonym)}\b")

    def named(text: str) -> str:
        return pattern.sub(lambda _: name, text)

    return attempt.model_copy(
        update={
            "general_comment": named(attempt.general_comment),
            "marks": {question_id: _mark(mark, named) for question_id, mark in attempt.marks.items()},
        }
    )


def _texts(attempt: Attempt) -> Iterator[str]:
    yield attempt.general_comment
    for mark in attempt.marks.values():
        yield from (mark.transcription, mark.feedback, mark.rationale, *mark.evidence)
        for criterion in mark.criteria:
            yield from (criterion.evidence, criterion.feedback)


def _mark(mark: Mark, named: Callable[[str], str]) -> Mark:
    return mark.model_copy(
        update={
            "transcription": named(mark.transcription),
            "evidence": tuple(map(named, mark.evidence)),
            "feedback": named(mark.feedback),
            "rationale": named(mark.rationale),
            "criteria": tuple(_criterion(criterion, named) for criterion in mark.criteria),
        }
    )


def _criterion(criterion: CriterionMark, named: Callable[[str], str]) -> CriterionMark:
    return criterion.model_copy(update={"evidence": named(criterion.evidence), "feedback": named(criterion.feedback)})
