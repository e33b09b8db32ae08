"""Read the material of a report from the folder of a run."""

from pathlib import Path

from bareme.evaluation.card import DataSetCard
from bareme.evaluation.items import Remark
from bareme.evaluation.report.material import Fact, GraderUsage, MarkedAnswer, ReportMaterial
from bareme.evaluation.run_folder import CARD, METRICS, RunMetrics, RunRecord, read_run, run_metrics
from bareme.evaluation.run_marks import RunMark
from bareme.translation import Message


def read_material(path: Path) -> ReportMaterial:
    """Return the material in the folder of a run, or of a single `marks.jsonl`, whose metrics are then computed.

    Raises:
        InvalidInput: there are no marks, or a file is invalid.
        OSError: a file cannot be read.
    """
    run = read_run(path)
    metrics_path, card_path = path / METRICS, path / CARD
    stored = metrics_path.exists()
    metrics = RunMetrics.model_validate_json(metrics_path.read_bytes()) if stored else run_metrics(run.marks)
    raters = list(dict.fromkeys(human.rater for mark in run.marks for human in mark.humans))
    record = run.record
    return ReportMaterial(
        name=record.dataset.name if record else run.name,
        rows=tuple(_row(mark, raters) for mark in run.marks),
        metrics=metrics.together,
        by_grader=metrics.by_grader,
        card=DataSetCard.model_validate_json(card_path.read_bytes()) if card_path.exists() else None,
        usage=tuple(GraderUsage(name, usage) for name, usage in record.usage_by_grader.items()) if record else (),
        remarks=_remarks(record) if record else (),
        facts=_facts(record) if record else (),
    )


def _row(mark: RunMark, raters: list[str]) -> MarkedAnswer:
    given = {human.rater: human.points for human in mark.humans}
    return MarkedAnswer(
        humans={rater: given.get(rater) for rater in raters},
        points=mark.points,
        maximum=mark.maximum,
        item_id=mark.item_id,
        question_id=mark.question,
        student_id=mark.student,
        question=mark.question_text,
        reference_answer=mark.reference_answer,
        answer=None if mark.pages else mark.answer,
        pages=mark.pages,
        transcription=mark.transcription if mark.pages else "",
        grader=mark.grader,
        attempt=str(mark.attempt),
        status=mark.status,
        confidence=mark.confidence,
        feedback=mark.feedback,
        rationale=mark.rationale,
    )


def _remarks(record: RunRecord) -> tuple[Remark, ...]:
    left_out = tuple(
        Message("Not graded: {count} × {reason}", count=one.count, reason=one.reason) for one in record.left_out
    )
    cut = Message("The run is not complete.")
    return (*left_out, *([cut] if record.state == "running" else []))


def _facts(record: RunRecord) -> tuple[Fact, ...]:
    sample = record.sample
    graders = (f"{one.name} × {one.grader.tries}" for one in record.graders)
    return (
        Fact("run_id", record.run_id),
        Fact("run_dataset", f"{record.dataset.file} ({record.dataset.sha256[:16]})"),
        Fact("run_items", f"{record.items} / {record.dataset.items}"),
        *([Fact("run_seed", str(sample.seed))] if sample else []),
        Fact("run_graders", ", ".join(graders)),
        Fact("run_prompts", ", ".join(f"{agent} {version}" for agent, version in record.prompts.items())),
        Fact("run_version", f"{record.version} ({record.code[:16]})"),
        Fact("run_date", f"{record.started_at:%Y-%m-%d}"),
    )
