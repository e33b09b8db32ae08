import json
from collections.abc import Iterator

import pytest
from syrupy.assertion import SnapshotAssertion

from bareme.domain.session_result import session_result
from bareme.errors import InvalidInput
from bareme.exports import ExportFormat, SessionDocument, export, read_json
from bareme.exports.json_nodes import QuestionNode

pytestmark = pytest.mark.smoke


def leaves(questions: tuple[QuestionNode, ...]) -> Iterator[QuestionNode]:
    for question in questions:
        if question.questions:
            yield from leaves(question.questions)
        else:
            yield question


def test_numbers_read_back(session, at):
    document = read_json(export(session, ExportFormat.JSON, generated_at=at))
    result = session_result(session)

    assert document.statistics == result.statistics
    for submission, copy in zip(document.submissions, result.copies, strict=True):
        assert submission.total_points_earned == copy.total
        assert submission.total_points_possible == copy.maximum
        assert {leaf.id: leaf.points_earned for leaf in leaves(submission.questions)} == {
            question.question_id: question.value for question in copy.questions.values()
        }


def test_points_are_json_numbers_or_null(french, at):
    document = json.loads(export(french, ExportFormat.JSON, generated_at=at))

    first, second, *_, waiting = document["submissions"]
    assert first["total_points_earned"] == 6
    assert second["questions"][0]["points_earned"] == 2.5
    assert second["questions"][0]["questions"][0]["points_earned"] == 1.75
    assert waiting["total_points_earned"] is None
    assert waiting["questions"][1]["points_earned"] is None


def test_metadata(french, at):
    metadata = read_json(export(french, ExportFormat.JSON, generated_at=at)).export_metadata

    assert metadata.generated_at == at
    assert (metadata.session_id, metadata.scheme_name, metadata.scheme_version) == ("abc123", "Énergie", 2)
    assert (metadata.total_students, metadata.language) == (6, "fr")


def test_the_tree_follows_the_scheme(french, at):
    submission = read_json(export(french, ExportFormat.JSON, generated_at=at)).submissions[0]
    group = submission.questions[0]

    assert (group.title, group.points_earned, group.points_possible) == ("Exercice 1", 4, 4)
    assert [part.title for part in group.questions] == ["Énergie cinétique", "1.b"]
    assert [(one.name, one.points_earned) for one in group.questions[0].criteria] == [("Formule", 1.5), ("Unité", 1)]
    assert not submission.is_complete  # every mark stands, but nobody has said that she is through with it
    assert submission.graded_by == "consensus"


def test_what_nobody_said_is_null(french, at):
    submission = read_json(export(french, ExportFormat.JSON, generated_at=at)).submissions[1]
    decided, undecided = submission.questions[0].questions[0], submission.questions[1]

    assert [criterion.points_earned for criterion in decided.criteria] == [None, None]
    assert decided.attempts["A"].criteria == {"formula": 1.5, "unit": 1}
    assert undecided.provisional
    assert not submission.is_complete
    assert submission.graded_by == "mme.martin@lycee.fr, consensus, Grader A, Grader B"


def test_text_is_written_as_it_is(french, at):
    data = export(french, ExportFormat.JSON, generated_at=at).decode()

    assert "Très bon travail." in data
    feedback = read_json(data.encode()).submissions[0].questions[0].questions[0].feedback
    assert feedback == r"Très bien : $E_c = \frac{1}{2} m v^2$"


def test_graders_stay_blind_until_named(french, at):
    names = {"c01": {"A": "openai:gpt-x", "B": "offline:lexical"}}
    blind = export(french, ExportFormat.JSON, generated_at=at)
    named = read_json(export(french, ExportFormat.JSON, generated_at=at, grader_names=names))

    assert b"offline:" not in blind
    attempts = named.submissions[0].questions[2].attempts
    assert {label: attempt.grader for label, attempt in attempts.items()} == names["c01"]


@pytest.mark.snapshot
def test_shape(snapshot: SnapshotAssertion):
    assert SessionDocument.model_json_schema(mode="serialization") == snapshot


@pytest.mark.snapshot
def test_a_submission(english, at, snapshot: SnapshotAssertion):
    assert json.loads(export(english, ExportFormat.JSON, generated_at=at))["submissions"][1] == snapshot


@pytest.mark.parametrize("data", [b"", b"[]", b'{"export_metadata": {}}', b"\xff"])
def test_another_file_is_refused(data):
    with pytest.raises(InvalidInput, match="not a JSON export"):
        read_json(data)
