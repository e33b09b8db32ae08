"""The pictures of an exam and of its answers, as a model that sees is shown them."""

import asyncio
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bareme.agents.mock_examiner import Part, build_part_message
from bareme.agents.shared_part import Content
from bareme.documents import DocumentStore, open_document, render_page
from bareme.domain.copies import PageRef
from bareme.domain.mock_exam.evaluation import Check, CheckKind
from bareme.domain.mock_exam.pictures import PictureOf, SentPicture, has_picture, pictures_of
from bareme.domain.mock_exam.submission import ExamSubmissionWithExam
from bareme.errors import DocumentRefused
from bareme.graphs.material import picture
from bareme.graphs.state import Json
from bareme.models.picture_limit import PictureLimit
from bareme.models.picture_rules import Size
from bareme.storage.documents import temporary_store

_MOST = 20
"""Pictures of one exam; the others are not shown."""
_CAPTIONS = {
    PictureOf.QUESTION: "A picture of question {question_id!r}:",
    PictureOf.ANSWER: "The student's drawing for question {question_id!r}:",
}


@dataclass(frozen=True)
class _Shown:
    sent: SentPicture
    digest: str
    block: Json
    size: Size


@dataclass(frozen=True)
class ExamPictures:
    """The pictures that a model is shown."""

    shown: tuple[_Shown, ...] = ()
    seen: frozenset[str] = field(default_factory=frozenset)
    """The questions whose drawing is shown, whole."""
    unseen: tuple[str, ...] = ()
    """The questions that are asked with a picture which is not shown, or with several, not all of which are."""

    @property
    def checks(self) -> list[Check]:
        """What the model was not shown."""
        return [
            Check(
                kind=CheckKind.PICTURE_NOT_SEEN,
                message=f"{known!r} is asked with a picture that nobody looked at",
                question_id=known,
            )
            for known in self.unseen
        ]

    def content(self, submission: ExamSubmissionWithExam, parts: Iterable[Part]) -> Content:
        """Return the message about some questions: its text, and then their pictures."""
        parts = list(parts)
        content: list[str | Json] = [build_part_message(submission, parts, self.seen)]
        for one in self._of(parts):
            content += [_CAPTIONS[one.sent.of].format(question_id=one.sent.question_id), one.block]
        return content

    def keys(self, parts: Iterable[Part]) -> list[str]:
        """Return what identifies the pictures of some questions."""
        return [f"{one.sent.of} {one.digest}" for one in self._of(parts)]

    def sizes(self, parts: Iterable[Part]) -> list[Size]:
        """Return the sizes of the pictures of some questions, in pixels."""
        return [one.size for one in self._of(parts)]

    def _of(self, parts: Iterable[Part]) -> list[_Shown]:
        asked = {question.question_id for part in parts for question in part.questions}
        return [one for one in self.shown if one.sent.question_id in asked]


async def load_pictures(submission: ExamSubmissionWithExam, limit: PictureLimit) -> ExamPictures:
    """Return the pictures that a model is shown which takes `limit` of them.

    A worker process decodes and scales them.
    """
    sent, pictured = await asyncio.to_thread(_find_pictures, submission)
    most = _MOST if limit is None else min(_MOST, limit)
    loaded = await _load_all(sent[:most])
    known = [one.sent for one in loaded]
    hidden = {(one.of, one.question_id) for one in sent if one not in known}
    whole = {(one.of, one.question_id) for one in sent} - hidden
    return ExamPictures(
        shown=tuple(loaded),
        seen=frozenset(question_id for of, question_id in whole if of is PictureOf.ANSWER),
        unseen=tuple(question_id for question_id in pictured if (PictureOf.QUESTION, question_id) not in whole),
    )


def _find_pictures(submission: ExamSubmissionWithExam) -> tuple[list[SentPicture], list[str]]:
    """Return the pictures that were sent, and the ids of the questions that are asked with one."""
    questions = list(submission.mock_exam.questions())
    sent = [one for question in questions for one in pictures_of(question, submission.answer_to(question.question_id))]
    return sent, [question.question_id for question in questions if has_picture(question)]


async def _load_all(sent: Sequence[SentPicture]) -> list[_Shown]:
    """Return the pictures that can be shown."""
    if not sent:
        return []
    # Workers open files alone: each picture is one for as long as it takes.
    async with temporary_store() as store:
        return [shown for one in sent if (shown := await _load(one, store)) is not None]


async def _load(sent: SentPicture, store: DocumentStore) -> _Shown | None:
    try:
        document_id = await store.put(sent.data)
        await open_document(document_id, store=store)
        page = await render_page(PageRef(document_id=document_id, index=0), store=store)
    except DocumentRefused:
        return None
    digest = hashlib.sha256(sent.data).hexdigest()
    return _Shown(sent, digest, picture(page.media_type, page.data), (page.width, page.height))
