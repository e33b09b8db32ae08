"""Where the answers of a copy stand: by a box, by their words, by their labels, or by their page alone."""

from dataclasses import replace
from random import Random

import pytest

from bareme.domain.answer_places import Clues, FoundBy, Place, place_answers
from bareme.domain.copies import Box
from tests.handwritten_answers import HELD_OUT, LABELS, Style, WrittenCopy, written_copy

SEEDS = range(40)


def shares(style: Style, *, quoted: bool) -> tuple[float, float]:
    """The shares of answers with a place, and of places that are wrong."""
    placed = wrong = count = 0
    for seed in SEEDS:
        copy = written_copy(Random(seed), style)  # noqa: S311
        clues = {i: Clues((text,) if quoted else ()) for i, text in copy.answers.items()}
        for i, place in place_answers(copy.questions, clues, copy.lines, copy.pages).items():
            count += 1
            placed += place.top is not None
            wrong += place.top is not None and not starts_there(place, copy, i)
    return placed / count, wrong / count


def starts_there(place: Place, copy: WrittenCopy, question_id: str) -> bool:
    page, top = copy.truth[question_id]
    return place.page == page and place.top is not None and abs(place.top - top) < 0.01


@pytest.mark.parametrize("style", [*LABELS, *HELD_OUT])
def test_answers_are_found_by_their_words_and_labels(style: Style) -> None:
    assert shares(style, quoted=True) == (1.0, 0.0)


@pytest.mark.parametrize("style", [*LABELS, *HELD_OUT])
def test_a_label_alone_never_puts_a_mark_beside_another_answer(style: Style) -> None:
    placed, wrong = shares(style, quoted=False)
    assert placed > 0.9
    assert wrong == 0


def one(clues: Clues, copy: WrittenCopy, *, lines: bool = True) -> Place:
    others = {i: Clues() for i in copy.answers}
    return place_answers(copy.questions, others | {"1.a": clues}, copy.lines if lines else [], copy.pages)["1.a"]


def test_a_box_is_taken_unless_the_text_says_otherwise() -> None:
    copy = written_copy(Random(1), LABELS[0])  # noqa: S311
    page, top = copy.truth["1.a"]
    right = Box(x0=0.1, y0=top, x1=0.9, y1=top + 0.05)
    wrong = Box(x0=0.1, y0=0.9, x1=0.9, y1=0.95)
    words = (copy.answers["1.a"],)
    assert one(Clues(words, page, right), copy) == Place(FoundBy.BOX, page, right.y0, right.y1)
    found = one(Clues(words, page, wrong), copy)
    assert (found.found_by, found.page) == (FoundBy.EVIDENCE, page)
    # A scan has no text to hold it against.
    assert one(Clues(words, page, wrong), copy, lines=False).found_by is FoundBy.BOX
    recognised = [replace(line, is_recognised=True) for line in copy.lines]
    misread = replace(copy, lines=recognised)
    assert one(Clues(words, page, wrong), misread).found_by is FoundBy.BOX
    assert one(Clues(words), misread).found_by is FoundBy.RECOGNITION


def test_without_text_the_page_is_what_a_grader_said_or_the_only_one() -> None:
    copy = written_copy(Random(2), LABELS[0])  # noqa: S311
    ids = list(copy.answers)
    said = {ids[0]: Clues(page=1), ids[1]: Clues(), ids[2]: Clues(page=1), ids[3]: Clues(page=7)}
    assert place_answers(copy.questions, said, [], 3) == {
        ids[0]: Place(FoundBy.PAGE, 1),
        ids[1]: Place(FoundBy.PAGE, 1),  # between two answers on that page
        ids[2]: Place(FoundBy.PAGE, 1),
        ids[3]: Place(),  # there is no such page, and none after it
    }
    assert {place.page for place in place_answers(copy.questions, said, [], 1).values()} == {0}


def test_words_that_stand_twice_are_looked_for_behind_the_label() -> None:
    copy = written_copy(Random(3), LABELS[0])  # noqa: S311
    twice = replace(copy, lines=[replace(line, text=f"{line.text} la vitesse moyenne") for line in copy.lines])
    for i in copy.answers:
        placed = place_answers(copy.questions, {i: Clues(("la vitesse moyenne",))}, twice.lines, copy.pages)[i]
        assert (placed.page, placed.top) != (0, twice.lines[0].top)
        assert placed.found_by in {FoundBy.EVIDENCE, FoundBy.LABEL}
