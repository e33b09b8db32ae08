"""A regrade by models that now think otherwise of everything: what people decided stays, byte for byte."""

import csv
import io
import json
from datetime import UTC, datetime
from typing import Any

from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command
from openpyxl import load_workbook

from bareme.domain.session import GradedSession
from bareme.exports import ExportFormat, export
from bareme.graphs.grading import build_grading_graph
from bareme.graphs.state import ConfirmedState
from tests.provider.server import Provider, prompt_of, scheme_of

type Json = dict[str, Any]

QUESTIONS = [f"{number}" for number in range(1, 7)]
COPIES = [f"c{number:02}" for number in range(1, 7)]
AT = datetime(2026, 3, 1, tzinfo=UTC)


MODELS = ["openai:one", "openai:two"]


def opinion(word: str, points: float, status: str = "graded") -> Any:
    """A script: every question gets these points and words, whoever asks."""

    def answer(request: Json) -> Json:
        marks = [
            {
                "question_id": question["id"],
                "status": status,
                "points": points,
                "transcription": f"{word} {question['id']}",
                "feedback": f"{word} feedback on {question['id']} by {request['model']}",
                "rationale": word,
                "confidence": 0.8,
            }
            for question in scheme_of(prompt_of(request))
        ]
        return {"marks": marks, "general_comment": f"{word} general_comment"}

    return answer


def decisions() -> list[Json]:
    """Half of all questions decided, by each way there is, some with a person's own words."""
    actions: list[Json] = []
    for number, copy_id in enumerate(COPIES):
        first, second, third = (QUESTIONS[(number + i) % 6] for i in (0, 2, 4))
        actions += [
            {"type": "set_mark", "copy_ids": copy_id, "question_id": first, "points": 1.75, "reason": "à voir"},
            {"type": "choose_attempt", "copy_ids": copy_id, "question_id": second, "label": "B"},
            {"type": "accept", "copy_ids": copy_id, "question_ids": third},
            {"type": "set_feedback", "copy_ids": copy_id, "question_id": first, "text": f"Bien, {copy_id}."},
        ]
    actions.append({"type": "set_feedback", "copy_ids": "c01", "text": "Un bon début."})
    return actions


def is_decided(copy_id: str, question_id: str) -> bool:
    return (QUESTIONS.index(question_id) - COPIES.index(copy_id)) % 2 == 0


def exported(session: GradedSession) -> dict[str, object]:
    """What every export says of the decided questions."""
    seen: dict[str, object] = {}

    def data(fmt: ExportFormat) -> bytes:
        return export(session, fmt, generated_at=AT)

    wide = list(csv.DictReader(io.StringIO(data(ExportFormat.CSV).decode("utf-8-sig")), delimiter=","))
    columns = [title for title in wide[0] if "(/" in title]
    for row in wide:
        for column, question_id in zip(columns, QUESTIONS, strict=True):
            if is_decided(row["Copy"], question_id):
                seen[f"wide {row['Copy']} {question_id}"] = row[column]
    for row in csv.DictReader(io.StringIO(data(ExportFormat.CSV_FLAT).decode("utf-8-sig"))):
        if is_decided(row["Copy ID"], row["Question ID"]):
            # The flags are of the graders' marks, too, and what a copy took stands in its first row. The stamp has the
            # version of the copy, which a regrade changes.
            of_graders = {"Flags", "Do Not Edit", *(name for name in row if name.endswith(("Tokens", "Cost")))}
            kept_cells = {name: cell for name, cell in row.items() if name not in of_graders}
            seen[f"flat {row['Copy ID']} {row['Question ID']}"] = kept_cells
    for submission in json.loads(data(ExportFormat.JSON))["submissions"]:
        for question in submission["questions"]:
            if is_decided(submission["copy_id"], question["id"]):
                # What graders made of the answer stands beside the decision, and of them alone these two speak.
                kept = {key: value for key, value in question.items() if key not in {"attempts", "flags"}}
                seen[f"json {submission['copy_id']} {question['id']}"] = json.dumps(kept)
    book = load_workbook(io.BytesIO(data(ExportFormat.XLSX)))
    details = [[cell.value for cell in row] for row in book.worksheets[2].iter_rows()]
    graders_say = {
        details[0].index(title) for title in ("Flags", "Answer as read", "Rationale for the teacher", "Do not edit")
    }
    for line in details[1:]:
        if line[1] in COPIES and is_decided(str(line[1]), str(line[2])):
            seen[f"xlsx {line[1]} {line[2]}"] = [value for i, value in enumerate(line) if i not in graders_say]
    results = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows()]
    first = 6
    for line in results[1:]:
        copy_id = str(line[results[0].index("Copy")])
        if copy_id in COPIES:
            for i, question_id in enumerate(QUESTIONS):
                if is_decided(copy_id, question_id):
                    seen[f"xlsx cell {copy_id} {question_id}"] = line[first + i]
    return seen


SECOND_OPINIONS = {"harsh": opinion("harsh", 0.25), "blank": opinion("blank", 0, "missing"), "none": lambda _: 400}


async def test_no_decision_changes_when_every_model_changes_its_mind(provider: Provider) -> None:
    for name in SECOND_OPINIONS:  # in one event loop, which the limits on calls in flight belong to
        await check_precedence(provider, name)


async def check_precedence(provider: Provider, name: str) -> None:
    graph = build_grading_graph(InMemorySaver())
    config: Any = {"configurable": {"thread_id": f"precedence {name}"}}

    async def answer(*actions: Json) -> None:
        await graph.ainvoke(Command(resume={"author": "Mme Roy", "actions": list(actions)}), config)

    async def look() -> tuple[Json, GradedSession]:
        values: Json = (await graph.aget_state(config)).values
        return values, ConfirmedState.model_validate(values).graded_session()

    provider.script = opinion("kind", 2)
    copies = [{"student": {"name": c}, "answers": dict.fromkeys(QUESTIONS, f"réponse {c} {name}")} for c in COPIES]
    scheme = ", ".join(f"{question_id}: 3" for question_id in QUESTIONS)
    context: Any = {"graders": MODELS, "language": "en"}
    await graph.ainvoke({"typed_copies": copies, "scheme": scheme}, config, context=context)
    await graph.ainvoke(Command(resume={"candidate": 0}), config)
    await answer(*decisions())
    before, session_before = await look()
    refused = [outcome for outcome in before["outcomes"] if outcome["status"] != "applied"]
    assert refused == [], [a["error"] for a in before["attempts"].values()]

    provider.script = SECOND_OPINIONS[name]
    await answer({"type": "regrade"})
    after, session_after = await look()
    assert len(after["attempts"]) == 2 * len(before["attempts"])

    assert json.dumps(after["decisions"]) == json.dumps(before["decisions"])
    decided = len(COPIES) * len(QUESTIONS) // 2
    told = ("points", "source", "status", "feedback", "author", "criteria", "scheme_version", "maximum", "provisional")
    kept = [
        [
            json.dumps([question[field] for field in told])
            for copy in values["results"]
            for question_id, question in copy["questions"].items()
            if is_decided(copy["copy_id"], question_id)
        ]
        for values in (before, after)
    ]
    assert len(kept[0]) == decided
    assert kept[0] == kept[1]
    assert after["results"][0]["general_comment"] == "Un bon début."

    files = exported(session_before)
    assert len(files) == 5 * decided
    assert files == exported(session_after)
    # And it was no idle regrade: where nobody had decided, the new opinion shows.
    undecided = [values["results"][0]["questions"]["2"]["points"] for values in (before, after)]
    assert undecided == [2, {"harsh": 0.25, "blank": 0}.get(name, 2)]
