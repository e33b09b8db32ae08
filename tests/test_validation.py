"""What Pydantic refuses is told in the reader's language, by the names of things, not by its own text and paths."""

import copy
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from bareme.domain.policy import Policy
from bareme.domain.review import ReviewCommand
from bareme.graphs.confirmations import RubricConfirmation, ScaleConfirmation
from bareme.graphs.contract import GradingRequest
from bareme.translation import translator
from bareme.validation import explain_faults

CRITERION = {"id": "a", "name": "sens", "points": 1, "kind": "levels", "levels": [{"points": 1, "description": "oui"}]}
SCHEME = {"name": "Contrôle", "questions": [{"id": "1", "max_points": 2, "criteria": [CRITERION]}]}
STUDENT = {"name": "Anne Roux", "email": "anne@roux.fr"}
WHOLE: list[tuple[type[BaseModel], Any]] = [
    (
        GradingRequest,
        {
            "documents": [{"role": "copies", "name": "copies.pdf", "document_id": "0" * 64}],
            "typed_copies": [{"student": STUDENT, "answers": {"1": "x"}}],
            "scheme": SCHEME,
            "students": [STUDENT],
            "guidelines": "",
            "session_name": "",
        },
    ),
    (
        ScaleConfirmation,
        {
            "confirm": True,
            "candidate": 0,
            "copies": [{"copy_id": "c01", "student": STUDENT, "pages": [{"document_id": "0" * 64, "index": 0}]}],
            "graders": [{"model": "offline:lexical", "tries": 1, "temperature": 0.5, "images": "auto"}],
            "rubric": "off",
        },
    ),
    (RubricConfirmation, {"accept": True, "rubric": {"1": [CRITERION]}, "drop": ["2"], "redo": {}}),
    (
        ReviewCommand,
        {
            "author": "M. Petit",
            "actions": [
                {"type": "set_mark", "copy_ids": ["c01"], "question_id": "1", "points": 1},
                {"type": "set_adjustment", "copy_ids": "c01", "category": "late", "percent": -10},
                {"type": "amend_scheme", "scheme": SCHEME, "regrade": "all"},
                {"type": "regrade", "copy_ids": [], "scope": "all"},
            ],
        },
    ),
]
WRONG: tuple[Any, ...] = (
    [], {}, "zz", "z" * 30_000, -1, 10**9, 2**70, 2.5, float("nan"), None, True, [[]], [{}], {"zz": 1}, {"k" * 300: 1},
)  # fmt: skip
PYDANTIC = ("Input should", "Field required", "valid ", "Extra inputs", "Value error", "should have", "does not match")


def places(value: Any, path: tuple[int | str, ...] = ()) -> Iterator[tuple[int | str, ...]]:
    yield path
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield from places(inner, (*path, step))


def spoiled(whole: Any) -> Iterator[Any]:
    """Yield the input with one thing wrong: a value of another kind, a field that is missing, one that is unknown."""
    for path in places(whole):
        for wrong in WRONG:
            yield changed(whole, path, wrong)
        if path and isinstance(path[-1], str):
            yield changed(whole, path, None, remove=True)
        yield changed(whole, (*path, "zz"), 1)


def changed(whole: Any, path: tuple[int | str, ...], wrong: Any, *, remove: bool = False) -> Any:
    if not path:
        return wrong
    result = copy.deepcopy(whole)
    inner = result
    for step in path[:-1]:
        inner = inner[step]
    if remove:
        del inner[path[-1]]
    elif isinstance(inner, dict) or isinstance(path[-1], int):
        inner[path[-1]] = wrong
    return result


@pytest.mark.parametrize(("model", "whole"), WHOLE, ids=lambda value: getattr(value, "__name__", ""))
def test_no_refusal_is_in_pydantics_words(model: type[BaseModel], whole: Any) -> None:
    model.model_validate(whole, extra="forbid")
    french, seen = translator("fr"), 0
    for wrong in spoiled(whole):
        try:
            model.model_validate(wrong, extra="forbid")
        except ValidationError as error:
            message = explain_faults(error, wrong)
            said, plain = french(message), str(message)
            seen += 1
            assert said
            assert len(said) < 2000
            assert said != plain, f"not translated: {plain}"
            for text in (said, plain):
                assert not any(word in text for word in PYDANTIC), text
                assert "documentation" not in text, text  # the sentence for what is not in the table
                assert not any(part in text for part in ("[0]", "GradingScheme", "Roux", "set_mark,")), text
    assert seen > 50


@pytest.mark.parametrize(
    ("model", "sent", "said"),
    [
        (
            GradingRequest,
            {"documents": [{"role": "exam", "name": "sujet.pdf", "url": "https://x"}]},
            "document 1 (« sujet.pdf »), rôle : à choisir parmi 'copies', 'exam_paper', 'answer_key', 'roster', et non",
        ),
        (
            GradingRequest,
            {"documents": [{"name": "a.pdf"}]},
            "document\xa01 («\xa0a.pdf\xa0»)\xa0: indiquez un seul de ces éléments\xa0: document_id, url, data",
        ),
        (GradingRequest, {"students": [{"nom": "Anne Roux"}]}, "élève\xa01\xa0: il n’y a pas de champ 'nom'"),
        (
            ScaleConfirmation,
            {"scheme": {"questions": [{"id": "1", "max_points": "deux"}]}},
            "barème, question\xa01, maximum\xa0: il faut un nombre de points, et non 'deux'",
        ),
        (
            ReviewCommand,
            {"actions": [{"type": "submit_marks", "copy_ids": "c01", "marks": {"1": {"points": "x"}}}]},
            "notes, '1', points : il faut un nombre de points, et non 'x'",
        ),
        (
            ReviewCommand,
            {"actions": [{"type": "set_feedback", "copy_ids": "c01", "criterion_id": 5, "text": ""}]},
            "critère : doit être un texte",
        ),
        (Policy, {"graders": [], "markers": ["Anne", ""]}, "notateur 2 : ne doit pas être vide"),
        (
            ReviewCommand,
            {"actions": [{"type": "reopen", "copy_ids": []}]},
            "action\xa01, copies\xa0: ne doit pas être vide",
        ),
        (ReviewCommand, {"actions": [{"type": "shred"}]}, "action\xa01\xa0: à choisir parmi 'set_mark'"),
    ],
)
def test_the_place_and_the_way_out_are_named(model: type[BaseModel], sent: Any, said: str) -> None:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(sent, extra="forbid")
    shown = translator("fr")(explain_faults(refused.value, sent)).replace("\xa0", " ")
    assert said.replace("\xa0", " ") in shown


def test_an_unknown_kind_of_fault_falls_back_to_a_plain_sentence() -> None:
    class Odd(BaseModel):
        when: bytes

    with pytest.raises(ValidationError) as refused:
        Odd.model_validate({"when": 3})
    assert "when" in str(explain_faults(refused.value))
    assert "bytes" not in str(explain_faults(refused.value))
