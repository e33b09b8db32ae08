"""The folder of a run: `run.json`, `marks.jsonl`, `metrics.json`, `card.json`, and the checkpoints it goes on from."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.money import Budget, Usage
from bareme.domain.points import Language
from bareme.domain.policy import Grader
from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import DataSet, LeftOut, Number
from bareme.evaluation.metrics import ScoreReport, score
from bareme.evaluation.metrics.bootstrap import RESAMPLES
from bareme.evaluation.page_files import Pages
from bareme.evaluation.refusals import Refusals, refuse
from bareme.evaluation.run_marks import RunMark, table_of
from bareme.evaluation.sampling import Sample
from bareme.evaluation.tables import read_text
from bareme.translation import Message

RUN, MARKS, METRICS, CARD, CHECKPOINTS = "run.json", "marks.jsonl", "metrics.json", "card.json", "checkpoints.sqlite"


class DataSetUsed(FrozenModel):
    """The data set that was graded."""

    name: str
    format: str
    licence: str = ""
    file: str = Field(description="Name of its file or folder.")
    sha256: str = Field(description="SHA-256 of all its items, including human marks.")
    items: int = Field(description="Number of items in the whole data set.")
    pages: str = Field("", description="Hash of the content of the graded pages, or empty if there are none.")


class NamedGrader(FrozenModel):
    """A grader with the name that its marks carry."""

    name: str
    grader: Grader


class RunRecord(FrozenModel):
    """The settings, versions and usage of a run: `run.json`."""

    schema_version: Literal[1] = 1
    run_id: str = Field(description="Hash of everything that the marks depend on.")
    state: Literal["running", "done"]
    dataset: DataSetUsed
    sample: Sample | None = Field(None, description="Null: all items.")
    items: int = Field(description="Number of items given to the graders.")
    left_out: tuple[LeftOut, ...] = Field((), description="Items of the sample that cannot be graded, with reasons.")
    graders: tuple[NamedGrader, ...]
    language: Language
    steps: tuple[Number, ...] = Field(description="Mark steps in points.")
    sessions: tuple[str, ...] = Field(description="Threads in the folder's checkpoints.")
    copies: int
    prompts: dict[str, str] = Field(description="Prompt versions by agent.")
    version: str = Field(description="Version of Barème.")
    code: str = Field(description="Hash of its source, prompts and tables.")
    budget: Budget = Budget()
    started_at: datetime
    finished_at: datetime | None = None
    seconds: float = Field(0.0, ge=0, description="Wall-clock time of grading, over all completed runs.")
    usage: Usage = Field(Usage(), description="Usage of all graders. Answers already paid for cost nothing.")
    usage_by_grader: dict[str, Usage] = Field(default_factory=dict)
    marks: dict[str, int] = Field(default_factory=dict, description="Number of marks by status.")


class RunMetrics(FrozenModel):
    """The metrics of a run: `metrics.json`."""

    together: ScoreReport = Field(description="Of all marks, one row each.")
    by_grader: dict[str, ScoreReport] = Field(description="Of each grader, over all its tries.")


class RunFolder(FrozenModel):
    """A run read from its folder."""

    name: str
    record: RunRecord | None = Field(description="None if there are only marks.")
    marks: tuple[RunMark, ...]


def dataset_used(data: DataSet, path: Path, pages: Pages) -> DataSetUsed:
    """Return the description of a data set and of the `pages` of its graded items."""
    digest, contents = hashlib.sha256(), hashlib.sha256()
    for item in data.items:
        digest.update(item.model_dump_json().encode() + b"\n")
    for item_id, own in sorted(pages.items()):
        contents.update(f"{item_id}\0{' '.join(f'{page.document_id}#{page.index}' for page in own)}\n".encode())
    return DataSetUsed(
        name=data.name,
        format=data.format,
        licence=data.licence,
        file=path.resolve().name,
        sha256=digest.hexdigest(),
        items=len(data.items),
        pages=contents.hexdigest()[:16] if pages else "",
    )


def run_metrics(marks: Sequence[RunMark], *, resamples: int = RESAMPLES) -> RunMetrics:
    """Return the metrics of a run's marks, overall and by grader."""
    graders = list(dict.fromkeys(mark.grader for mark in marks))
    together = score(table_of(marks), resamples=resamples)
    if len(graders) == 1:
        return RunMetrics(together=together, by_grader={graders[0]: together})
    return RunMetrics(
        together=together,
        by_grader={
            grader: score(table_of([mark for mark in marks if mark.grader == grader]), resamples=resamples)
            for grader in graders
        },
    )


def count_marks(marks: Iterable[RunMark]) -> dict[str, int]:
    """Return the number of marks by status."""
    return dict(sorted(Counter(mark.status.value for mark in marks).items()))


def earlier_record(folder: Path, run_id: str) -> RunRecord | None:
    """Return the record of the run in the folder, or None if there is none.

    Raises:
        InvalidInput: the folder contains a different run, whose files must not be mixed with this one's.
    """
    path = folder / RUN
    if not path.exists():
        return None
    record = _read_record(path)
    if record.run_id != run_id:
        raise refuse(
            folder,
            Message(
                "contains the run {run_id!r}, not {run_id2!r} (other items, graders, settings or code): "
                "use another folder",
                run_id=record.run_id,
                run_id2=run_id,
            ),
        )
    return record


def write_record(folder: Path, record: RunRecord) -> None:
    """Write `run.json`."""
    _write(folder / RUN, record.model_dump_json(indent=1) + "\n")


def write_results(folder: Path, marks: Sequence[RunMark], metrics: RunMetrics, card: DataSetCard) -> None:
    """Write `marks.jsonl`, `metrics.json` and `card.json`."""
    _write(folder / MARKS, "".join(mark.model_dump_json(by_alias=True) + "\n" for mark in marks))
    _write(folder / METRICS, metrics.model_dump_json(indent=1) + "\n")
    _write(folder / CARD, card.model_dump_json(indent=1) + "\n")


def read_run(path: Path) -> RunFolder:
    """Return the run in a folder, or the marks of a single `marks.jsonl`.

    Raises:
        InvalidInput: there are no marks, or lines are invalid; the message names them.
        OSError: a file cannot be read.
    """
    marks_path = path / MARKS if path.is_dir() else path
    if not marks_path.exists():
        if (path / RUN).exists():
            raise refuse(path, Message("its run is not complete: the same `eval run` command continues it"))
        raise refuse(
            path,
            Message(
                "contains no evaluation run (there is no {marks!r}): name the folder that `eval run --out` wrote",
                marks=MARKS,
            ),
        )
    refusals, marks = Refusals(marks_path), []
    # `splitlines` would also split at Unicode line separators, which may occur inside a JSON string.
    for number, line in enumerate(read_text(marks_path).split("\n"), start=1):
        if line.strip():
            with refusals.at(number):
                marks.append(RunMark.model_validate_json(line))
    refusals.raise_any()
    if not marks:
        raise refuse(marks_path, Message("no marks"))
    record_path = marks_path.with_name(RUN)
    record = _read_record(record_path) if record_path.exists() else None
    return RunFolder(name=path.name, record=record, marks=tuple(marks))


def _read_record(path: Path) -> RunRecord:
    try:
        return RunRecord.model_validate_json(path.read_bytes())
    except (ValidationError, json.JSONDecodeError):
        raise refuse(path, Message("is not the record of a run")) from None


def _write(path: Path, text: str) -> None:
    # Renaming is atomic: a run killed here leaves the old file intact.
    temporary = path.with_name(f"{path.name}.part")
    temporary.write_text(text, encoding="utf-8")
    temporary.replace(path)
