"""Sixty keys and twelve ways of answering each: what the key decides, and what it leaves to a marker."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import pytest

from bareme.domain.mock_exam.answer_keys import decide
from bareme.domain.mock_exam.exam import ExamQuestion
from bareme.domain.mock_exam.submission import AnswerResponse

type Json = dict[str, Any]

OPTIONS = {"A": "¼", "B": "½", "C": "¾", "D": "1", "E": "2"}


@dataclass(frozen=True)
class Case:
    """An answer to a key, and whether it is right; None if people may differ about it."""

    question: ExamQuestion
    response: Json
    is_right: bool | None


def question(kind: str, key: str, right: str = "", *, steps: int = 0, **answer_key: Any) -> ExamQuestion:
    config: Json = {"type": kind, "answer_key": {"correct_answer": key, **answer_key}}
    if kind.startswith("mcq"):
        config["options"] = [{"label": k, "text": text, "is_correct": k in right} for k, text in OPTIONS.items()]
    if steps:
        config["answer_key"]["marking_scheme"] = [{"step": f"step {n}", "marks": 1} for n in range(steps)]
    return ExamQuestion.model_validate({
        "question_id": "q", "question_number": 1, "marks": 2, "difficulty": "easy", "question_stem": "?",
        "question_stem_plain": "?", "question_type": kind, "cfu_config": config,
    })  # fmt: skip


# The key as it is written, its value, and whether the notation has a unit.
NUMBERS: list[tuple[str, Fraction | tuple[Fraction, Fraction]]] = [
    (text, value if isinstance(value, tuple) else Fraction(str(value)))
    for text, value in [
        ("60", 60), ("-3", -3), ("0", 0), ("0.375", "0.375"), ("0,375", "0.375"), ("3/8", "3/8"), ("½", "1/2"),
        ("2½", "5/2"), (r"\frac{3}{8}", "3/8"), ("3e5", 300000), ("3 × 10^5", 300000), ("300 000", 300000),
        ("1.6 × 10^-19", "1.6e-19"), ("0.0005", "0.0005"), ("0.05", "0.05"), ("1,000,000", 1000000), ("x = 7", 7),
        ("42,0", 42), ("12.5", "12.5"), ("$8$", 8), ("−4,5", "-4.5"), ("25.13", "25.13"),
        ("59.5 to 60.5", (Fraction(119, 2), Fraction(121, 2))), ("60 ± 0.5", (Fraction(119, 2), Fraction(121, 2))),
        ("between 2 and 3", (Fraction(2), Fraction(3))), ("59,5 à 60,5", (Fraction(119, 2), Fraction(121, 2))),
        ("[2; 3]", (Fraction(2), Fraction(3))), ("2 ≤ x ≤ 3", (Fraction(2), Fraction(3))),
        (r"60 \pm 0.5", (Fraction(119, 2), Fraction(121, 2))), ("2–3", (Fraction(2), Fraction(3))),
    ]
]  # fmt: skip
UNREAD = ["about 60", "≈ 60", "3 or -3", "three eighths", "see the diagram", "60 (accept 59 to 61)", "x² + 1", "3:4"]
SINGLE = ["B", "b", "B)", "(B)", "B.", "Option B", "½", "B. ½", "Réponse B", "option b:"]
LISTED = ["A, C", "A and C", "A;C", "A C", "AC", "(A), (C)", "options A, C", "A & C", "C, A", "A, C."]
WORDS = ["photosynthesis", "Paris", "la photosynthèse", "H2O"]


def of_numbers() -> Iterator[Case]:
    for key, value in NUMBERS:
        low, high = value if isinstance(value, tuple) else (value, value)
        middle = (low + high) / 2
        size = max(abs(high), Fraction(1, 10**20))
        asked, method = question("numeric", key), question("numeric", key, steps=2)
        sent = float(middle)
        yield Case(asked, {"numeric_value": sent}, is_right=True)
        yield Case(asked, {"numeric_value": repr(sent)}, is_right=True)
        yield Case(asked, {"final_answer": repr(sent)}, is_right=True)
        yield Case(asked, {"response_text": f"x = {sent!r}"}, is_right=True)
        yield Case(asked, {"response_text": f"{sent!r}".replace(".", ",")}, is_right=True)
        yield Case(asked, {"numeric_value": float(high + 7 + size)}, is_right=False)
        yield Case(asked, {"response_text": repr(float(low - 5 - size))}, is_right=False)
        # A tenth of a small key may be within 0.001 of it, and is another number.
        near = None if size / 10 <= Fraction(1, 1000) else False
        yield Case(asked, {"numeric_value": float(high + size / 10)}, is_right=near if high else True)
        yield Case(asked, {"response_text": "I am not sure"}, is_right=None)
        yield Case(asked, {"numeric_value": sent, "response_text": repr(sent + 1)}, is_right=None)
        yield Case(method, {"numeric_value": float(high + 7), "working": "I added 7."}, is_right=None)
        yield Case(method, {"numeric_value": float(high + 7), "response_text": "7 more than it"}, is_right=None)


def of_unread_keys() -> Iterator[Case]:
    for key in UNREAD:
        asked = question("numeric", key)
        for answer in ("60", "-3", "3", "0.375", "59.5", "61", "1", "0", "1000", "x", "60,2", "sixty"):
            yield Case(asked, {"response_text": answer}, is_right=None)


def of_options() -> Iterator[Case]:
    for key in SINGLE:
        asked = question("mcq", key)
        yield from (Case(asked, {"selected_option": name}, is_right=True) for name in ("B", "b", " B ", "½"))
        yield from (Case(asked, {"response_text": name}, is_right=True) for name in ("B)", "Option B"))
        yield from (Case(asked, {"selected_option": name}, is_right=False) for name in ("A", "C", "1"))
        yield from (Case(asked, {"selected_option": name}, is_right=None) for name in ("option-2", "Z"))
        yield Case(asked, {"selected_options": ["A", "B"]}, is_right=False)
    for key in LISTED:
        asked = question("mcq_multiselect", key)
        for right in (["A", "C"], ["C", "A"], ["a", "c"], ["¼", "¾"]):
            yield Case(asked, {"selected_options": right}, is_right=True)
        yield from (Case(asked, {"response_text": text}, is_right=True) for text in ("A, C", "A and C", "AC"))
        yield from (Case(asked, {"selected_options": wrong}, is_right=False) for wrong in (["B"], ["B", "D"]))
        yield from (Case(asked, {"selected_options": part}, is_right=None) for part in (["A"], ["A", "C", "D"], ["Q"]))


def of_words() -> Iterator[Case]:
    for key in WORDS:
        asked = question("short_text", key, acceptable_variations=["another word for it"])
        for text in (key, key.upper(), f" {key} ", f"{key}.", "another  word for it", "Another word for it."):
            yield Case(asked, {"response_text": text}, is_right=True)
        for text in ("respiration", "it is a process", "?", key[:-1], f"not {key}", f"{key} or something else"):
            yield Case(asked, {"response_text": text}, is_right=None)


CASES = [*of_numbers(), *of_unread_keys(), *of_options(), *of_words()]


def decided(case: Case) -> str:
    verdict = decide(case.question, AnswerResponse.model_validate(case.response))
    if verdict is None:
        return "left to the marker"
    given = verdict.marks == case.question.marks
    return "decided right" if given is case.is_right else "decided wrong"


def test_none_is_decided_wrongly() -> None:
    keys = {case.question.cfu_config.answer_key.correct_answer for case in CASES}
    assert (len(keys), len(CASES)) == (61, 62 * 12)
    wrong = [
        (case.question.cfu_config.answer_key.correct_answer, case.response)
        for case in CASES
        if decided(case) == "decided wrong"
    ]
    assert wrong == []


def test_what_is_certain_is_decided_and_nothing_else() -> None:
    table = Counter((case.is_right, decided(case)) for case in CASES)
    right = table[True, "decided right"] / sum(n for (right, _), n in table.items() if right is True)
    zero = table[False, "decided right"] / sum(n for (right, _), n in table.items() if right is False)
    print(table)
    assert right > 0.9
    assert zero > 0.9


@pytest.mark.parametrize("marks", [1, 2])
@pytest.mark.parametrize("key", ["A, C", "B. ½", "59.5 to 60.5"])
def test_no_answer_is_always_decided(key: str, marks: int) -> None:
    kind = "numeric" if key[0].isdigit() else "mcq_multiselect" if "," in key else "mcq"
    asked = question(kind, key).model_copy(update={"marks": marks})
    verdict = decide(asked, None)
    assert verdict is not None
    assert verdict.marks == 0
