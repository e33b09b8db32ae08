"""A session as one JSON object, for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bareme.cli.language import DEFAULT_LANGUAGE
from bareme.cli.screen import write_json
from bareme.cli.written_files import out_of_date
from bareme.domain.copies import CopyStatus
from bareme.domain.scale import ScaleCandidate
from bareme.domain.session_result import SessionResult
from bareme.exports import ExportFormat, write_export
from bareme.graphs.scale_notes import notes_on
from bareme.graphs.session_snapshot import SessionSnapshot, Stage
from bareme.translation import Translator, translator

_QUESTION_FIELDS = ("id", "label", "max_points", "detected_from", "parent")


def print_json(snapshot: SessionSnapshot, *, files: Sequence[Path] = ()) -> None:
    """Print the session to standard output: where it stands, what failed, its files, the JSON export."""
    write_json(describe_session(snapshot, files=files))


def describe_session(snapshot: SessionSnapshot, *, files: Sequence[Path] = ()) -> dict[str, Any]:
    """Return what `print_json` prints."""
    result = snapshot.result
    question = snapshot.scale_question if snapshot.stage is Stage.SCALE else None
    analysis, policy = snapshot.state.analysis, snapshot.state.policy
    t = translator(policy.language if policy else DEFAULT_LANGUAGE)
    rubric = snapshot.rubric_question if snapshot.stage is Stage.RUBRIC else None
    return {
        "session_id": snapshot.session_id,
        "name": snapshot.name,
        "state": snapshot.stage.value,
        "refused": [
            {"name": document.name, "reason": document.refused, "message": document.message}
            for document in snapshot.state.summaries
            if document.refused
        ],
        "failed": _copies(result, CopyStatus.FAILED),
        "waiting": _copies(result, CopyStatus.WAITING),
        "processing": _copies(result, CopyStatus.PROCESSING),
        "files": [str(path) for path in files],
        "out_of_date": [str(written.path) for written in out_of_date(snapshot)],
        "scales_found": [describe_candidate(candidate, t) for candidate in analysis.candidates] if analysis else [],
        "scale": question.model_dump(mode="json", exclude={"response_schema"}) if question else None,
        "rubric": rubric.model_dump(mode="json", exclude={"response_schema"}) if rubric else None,
        "results": _results(snapshot),
    }


def describe_candidate(candidate: ScaleCandidate, t: Translator) -> dict[str, Any]:
    """Return a candidate of a scale; points are numbers, or None if not printed."""
    dumped = candidate.model_dump(mode="json")
    questions = [{name: question[name] for name in _QUESTION_FIELDS} for question in dumped["questions"]]
    return {
        **{name: dumped[name] for name in ("confidence", "total", "warnings")},
        "notes": notes_on(candidate, candidate.to_scheme(), t),
        "questions": questions,
    }


def _copies(result: SessionResult | None, status: CopyStatus) -> list[dict[str, str]]:
    copies = result.copies if result else ()
    return [{"copy_id": copy.copy_id, "error": copy.error} for copy in copies if copy.status is status]


def _results(snapshot: SessionSnapshot) -> object:
    return json.loads(write_export(snapshot.material, ExportFormat.JSON)) if snapshot.material else None
