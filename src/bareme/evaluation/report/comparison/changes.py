"""The sections of changed marks: by question, and the answers with the largest changes."""

from bareme.evaluation.comparison import Change, MarkChanges
from bareme.evaluation.report.comparison.findings import ChangedAnswer, ComparisonFindings, MarkOfRun
from bareme.evaluation.report.document import Block, Paragraph, Plot, Quotation, ReportCase, ReportSection, ReportTable
from bareme.evaluation.report.formatter import Formatter
from bareme.evaluation.report.plots.by_question import Dots
from bareme.evaluation.report.sections.agreement import heat_map_plot
from bareme.evaluation.report.sections.cases import GivenMark, case_title, marks_table, quotations, say_answer
from bareme.evaluation.report.sections.dots import dots_plot
from bareme.translation import Message

_LISTED = 60

_CHANGES = {
    Change.BETTER: Message("closer to the human mark"),
    Change.WORSE: Message("further from the human mark"),
    Change.AS_FAR: Message("as far, on the other side"),
}


def changes(found: ComparisonFindings, names: tuple[str, str], fmt: Formatter) -> ReportSection:
    """Return the numbers of changed marks by question, the errors of both runs, and their confusion matrix."""
    comparison = found.comparison
    # The questions on which most marks changed.
    ordered = sorted(comparison.questions, key=lambda one: one.same - one.marks)
    header = (
        fmt.t("Question"),
        fmt.t("Marks compared"),
        fmt.t("Closer"),
        fmt.t("Further away"),
        fmt.t("As far"),
        fmt.t("Unchanged"),
        *(fmt.t("Mean error, {run} (points)", run=name) for name in names),
    )
    rows = [_row(fmt.t("All"), comparison.overall, fmt)]
    rows += [_row(one.key, one, fmt) for one in ordered[:_LISTED]]
    blocks: list[Block] = [ReportTable(fmt.t("By question"), header, tuple(rows))]
    if len(ordered) > _LISTED:
        note = fmt.t(
            "{shown} rows of {count}; all are in the JSON file.",
            shown=fmt.count(_LISTED),
            count=fmt.count(len(ordered)),
        )
        blocks.append(Paragraph(note, "note"))
    blocks += _errors(found, names, fmt)
    if found.confusion is not None:
        blocks.append(heat_map_plot(1, found.confusion.model_copy(update=_called(names)), fmt))
    return ReportSection("changes", fmt.t("The marks that changed"), tuple(blocks))


def _called(names: tuple[str, str]) -> dict[str, str]:
    return dict(zip(("first", "second"), names, strict=True))


def _row(name: str, one: MarkChanges, fmt: Formatter) -> tuple[str, ...]:
    counts = (one.marks, one.better, one.worse, one.as_far, one.same)
    errors = (fmt.figure(figure, "points") for figure in (one.error_before, one.error_after))
    return (name, *(fmt.count(count) for count in counts), *errors)


def _errors(found: ComparisonFindings, names: tuple[str, str], fmt: Formatter) -> list[Plot]:
    comparison = found.comparison
    dots = [
        Dots(name=one.key, first=one.error_after.value, second=one.error_before.value) for one in comparison.questions
    ]
    known = [(dot.second, dot.first, dot.name) for dot in dots if dot.first is not None and dot.second is not None]
    overall = (comparison.overall.error_before.value, comparison.overall.error_after.value)
    if not known or overall[0] is None or overall[1] is None:
        return []
    start, end, question = max(known, key=lambda one: abs(one[1] - one[0]))
    summary = fmt.t(
        "On average {before} point(s) off before, {after} after. The largest change: "
        "question {question}, from {from_} to {to}.",
        before=fmt.points(overall[0]),
        after=fmt.points(overall[1]),
        question=question,
        from_=fmt.points(start),
        to=fmt.points(end),
    )
    return [
        dots_plot(
            "errors-by-question",
            fmt.t("Mean error by question"),
            dots,
            fmt,
            summary=summary,
            first=names[1],
            second=names[0],
        )
    ]


def answers(found: ComparisonFindings, names: tuple[str, str], fmt: Formatter) -> ReportSection:
    """Return the answers with the largest changes, with the marks and texts of both runs and the human marks."""
    title = fmt.t("The marks that changed most")
    if not found.answers:
        return ReportSection("answers", title, (Paragraph(fmt.t("No mark changed.")),))
    shown, count = fmt.count(len(found.answers)), fmt.count(found.changed_answers)
    blocks: list[Block] = [
        Paragraph(
            fmt.t(
                "{shown} of {count} answers with a mark that changed; the largest changes first, as "
                "a share of the maximum.",
                shown=shown,
                count=count,
            )
        )
    ]
    blocks += [_case(number, one, names, fmt) for number, one in enumerate(found.answers, start=1)]
    return ReportSection("answers", title, tuple(blocks))


def _case(number: int, one: ChangedAnswer, names: tuple[str, str], fmt: Formatter) -> ReportCase:
    ids = {"question_id": one.question_id, "item_id": one.item_id, "student_id": one.student_id}
    title = fmt.t("{case}: {change}", case=case_title(number, fmt, **ids), change=fmt.t(_CHANGES[one.change]))
    rows = [GivenMark(rater, points) for rater, points in one.humans.items()]
    rows += [
        GivenMark(
            fmt.t("{run} · {grader}", run=name, grader=fmt.grader(mark.grader, str(one.attempt))),
            mark.points,
            mark.points - one.held,
            mark.confidence,
        )
        for name, mark in zip(names, (one.before, one.after), strict=True)
    ]
    texts = {
        fmt.t("Question"): one.question,
        fmt.t("Reference answer"): one.reference_answer,
        fmt.t("The student's answer"): say_answer(one.answer, fmt),
        fmt.t("Pages of the answer"): "\n".join(one.pages),
    }
    return ReportCase(
        title,
        marks_table(rows, one.maximum, fmt),
        quotations(texts),
        tuple(_pairs(one.before, one.after, names, fmt)),
    )


def _pairs(
    before: MarkOfRun, after: MarkOfRun, names: tuple[str, str], fmt: Formatter
) -> list[tuple[Quotation, Quotation]]:
    pairs = zip(_texts(before, names[0], fmt).items(), _texts(after, names[1], fmt).items(), strict=True)
    nothing = fmt.t("(nothing)")
    return [
        (Quotation(label, text or nothing), Quotation(other_label, other or nothing))
        for (label, text), (other_label, other) in pairs
        if text or other
    ]


def _texts(mark: MarkOfRun, run: str, fmt: Formatter) -> dict[str, str]:
    return {
        fmt.t("The answer as read, {run}", run=run): mark.transcription,
        fmt.t("Rationale, {run}", run=run): mark.rationale,
        fmt.t("Feedback for the student, {run}", run=run): mark.feedback,
    }
