"""Copies that were written on the paper: what text recognition reads is print, and the teacher looks at the answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.attempts import MarkStatus
from bareme.models.offline.printed_question import shows_question

FORM = ["Question 1  What is the capital of Ireland?\nDjibouti Dili Dublin\nDoha Dhaka Dakar"]
PAPER = "Question 1\nWrite down the negation of the statement that every integer is even.\n"
WRITTEN_UPON = ["Question 1 Write down the negation of the statement that every integer is even.\nsome integer is odd"]
WORDS = st.text("abcdefghij", min_size=4, max_size=9)


@pytest.mark.parametrize(
    ("pages", "paper", "key"),
    [(FORM, "", "Question 1: Dublin"), (WRITTEN_UPON, PAPER, "Question 1: some integer is odd")],
)
async def test_print_is_no_answer(examine, scheme_of, pages, paper, key):
    scheme = scheme_of({"id": "1", "max_points": 2})
    mark = (await examine(scheme, pages, paper=paper, key=key, recognised=0.98, language="en"))["1"]
    assert (mark.status, mark.points) == (MarkStatus.NOT_JUDGED, None)
    assert "printed question" in mark.rationale


async def test_an_answer_in_whole_sentences_is_judged(examine, scheme_of):
    scheme = scheme_of({"id": "1", "max_points": 2})
    pages = ["Question 1\nThe negation is that some integer is odd."]
    mark = (await examine(scheme, pages, paper=PAPER, key="Question 1: some integer is odd", recognised=0.98))["1"]
    assert (mark.status, mark.points) == (MarkStatus.GRADED, 2)


@given(st.lists(WORDS, min_size=8, max_size=20, unique=True), st.lists(WORDS, max_size=20), st.data())
def test_a_question_is_found_although_letters_were_lost(question: list[str], answer: list[str], data: st.DataObject):
    lost = data.draw(st.sets(st.sampled_from(question), max_size=len(question) // 5))
    read = ["?!" if word in lost else word for word in question]
    assert shows_question(" ".join([*read, *answer]), " ".join(question))
    assert not shows_question(" ".join(question[: len(question) // 2]), " ".join(question))
