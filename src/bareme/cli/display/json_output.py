"""A session as one JSON object, for programs."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bareme.cli.screen import write_json
from bareme.domain.copies import CopyStatus
from bareme.domain.session_result import SessionResult
from bareme.exports import ExportFormat, write_export
from bareme.graphs.session_snapshot import SessionSnapshot, Stage


def print_json(snapshot: SessionSnapshot, *, files: Sequence[Path] = ()) -> None:
    """Print the session to standard output: where it stands, what failed, its files, the JSON export."""
    write_json(describe_session(snapshot, files=files))


def describe_session(snapshot: SessionSnapshot, *, files: Sequence[Path] = ()) -> dict[str, Any]:
    """Return what `print_json` prints."""
    result = snapshot.result
    question = snapshot.scale_question if snapshot.stage is Stage.SCALE else None
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
        "files": [str(path) for path in files],
        "scale": question.model_dump(mode="json", exclude={"response_schema"}) if question else None,
        "rubric": rubric.model_dump(mode="json", exclude={"response_schema"}) if rubric else None,
        "results": _results(snapshot),
    }


def _copies(result: SessionResult | None, status: CopyStatus) -> list[dict[str, str]]:
    copies = result.copies if result else ()
    return [{"copy_id": copy.copy_id, "error": copy.error} for copy in copies if copy.status is status]


def _results(snapshot: SessionSnapshot) -> object:
    return json.loads(write_export(snapshot.material, ExportFormat.JSON)) if snapshot.material else None
