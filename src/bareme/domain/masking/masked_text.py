"""The texts of a copy as graders read them: with a pseudonym where the student's name stands."""

from bareme.domain.copies import Copy
from bareme.domain.masking.known_name import known_name
from bareme.domain.masking.places import find_names, replace_places


def masked_page(text: str, copy: Copy, *, is_first: bool) -> str:
    """Return the text of a page of the copy; `is_first`: of its first one."""
    return _masked(text, copy, is_page=True, is_first=is_first)


def masked_answer(text: str, copy: Copy) -> str:
    """Return a typed answer, or words about one."""
    return _masked(text, copy, is_page=False, is_first=False)


def with_masked_answers(copy: Copy) -> Copy:
    """Return the copy with its typed answers as graders read them."""
    answers = {question_id: masked_answer(text, copy) for question_id, text in copy.answers.items()}
    return copy.model_copy(update={"answers": answers})


def _masked(text: str, copy: Copy, *, is_page: bool, is_first: bool) -> str:
    # Only what was found when the copies were confirmed is replaced: most texts hold none of it.
    if copy.masked_name is None or not any(word in text for word in copy.masked_name.words):
        return text
    lines = text.split("\n")
    found = find_names(lines, known_name(copy), is_page=is_page, is_first=is_first)
    return "\n".join(replace_places(lines, found.places, copy.masked_name.pseudonym)) if found.places else text
