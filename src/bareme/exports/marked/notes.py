"""What stands beside each answer of a copy, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

from bareme.documents.marked_copy import Judgement, MarginNote
from bareme.domain.answer_places import Clues, FoundBy, Place, place_answers
from bareme.domain.attempts import Mark, MarkStatus
from bareme.domain.copies import PageRef
from bareme.domain.leaves import Leaf
from bareme.domain.points import ZERO, format_mark
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import describe_status
from bareme.exports.material import ExportMaterial
from bareme.exports.originals import lines_of
from bareme.exports.sheets.markup import plain_text
from bareme.translation import Translator

_UNANSWERED = {MarkStatus.NOT_TREATED, MarkStatus.MISSING}


@dataclass(frozen=True)
class PlacedMark:
    """The mark of a question of a copy, and where its answer was found."""

    leaf: Leaf
    result: QuestionResult
    place: Place

    @property
    def has_no_place(self) -> bool:
        """Whether there is an answer, and nobody knows where."""
        return self.place.found_by is FoundBy.NOTHING and self.result.status not in _UNANSWERED


def placed_marks(material: ExportMaterial, copy: CopyResult, pages: Sequence[PageRef]) -> list[PlacedMark]:
    """Return the marks of a copy in the order of the questions, with the places of the answers on its pages."""
    marked = [
        (leaf, result)
        for leaf in material.leaves
        if (result := material.question(copy, leaf)) is not None and result.value is not None
    ]
    clues = {leaf.question.id: _clues(material, copy, result) for leaf, result in marked}
    scheme = material.session.scheme_of(copy.copy_id)
    places = place_answers(scheme.questions, clues, lines_of(pages, material.originals), len(pages))
    return [PlacedMark(leaf, result, _shown(places[leaf.question.id], result)) for leaf, result in marked]


def _shown(place: Place, result: QuestionResult) -> Place:
    """Return the place, or none for what was not answered: nobody knows where on the page that would be."""
    return Place() if place.found_by is FoundBy.PAGE and result.status in _UNANSWERED else place


def note_of(mark: PlacedMark, t: Translator) -> MarginNote:
    """Return the note of a mark, in the language of the session."""
    result = mark.result
    said = [] if result.status is MarkStatus.GRADED else [describe_status(result, t)]
    if result.provisional is not None:
        said.append(t("provisional"))
    comment = "\n".join(filter(None, (", ".join(said), plain_text(result.feedback).strip())))
    return MarginNote(
        title=plain_text(mark.leaf.title),
        points=format_mark(result.value, result.maximum, t.language),
        comment=comment,
        judgement=_judgement(result),
        is_provisional=result.provisional is not None,
        top=mark.place.top,
        bottom=mark.place.bottom,
    )


def _judgement(result: QuestionResult) -> Judgement:
    if result.value is None or result.status is not MarkStatus.GRADED:
        return Judgement.NONE
    if result.value >= result.maximum:
        return Judgement.RIGHT
    return Judgement.PARTLY if result.value > ZERO else Judgement.WRONG


def _clues(material: ExportMaterial, copy: CopyResult, result: QuestionResult) -> Clues:
    """Return what graders said of the answer: first the one whose feedback is shown, then the others."""
    if result.status is MarkStatus.NOT_TREATED:
        return Clues()
    shown, marks = material.shown_mark(copy, result), material.marks(copy, result.question_id).values()
    ordered = [*([shown] if shown else []), *(mark for mark in marks if mark is not shown)]
    placed = next((mark for mark in ordered if mark.page is not None and mark.box is not None), None)
    paged = placed or next((mark for mark in ordered if mark.page is not None), None)
    return Clues(
        quotations=tuple(dict.fromkeys(words for mark in ordered for words in _quotations(mark))),
        page=paged.page - 1 if paged and paged.page else None,
        box=placed.box if placed else None,
    )


def _quotations(mark: Mark) -> Sequence[str]:
    """Return the student's words as a grader read them: all of the answer, then parts of it."""
    lines = mark.transcription.splitlines()
    quoted = [*mark.evidence, *(criterion.evidence for criterion in mark.criteria)]
    return [plain_text(words) for words in (mark.transcription, *quoted, *lines) if words.strip()]
