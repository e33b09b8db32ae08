"""The marks of a class as a table, with a legend of its signs."""

from collections.abc import Iterator, Mapping, Sequence

from rich.table import Table
from rich.text import Text

from bareme.cli.display.names import copy_name, name_in_table, namesakes, student_in_table
from bareme.cli.screen import Screen, clean, new_table
from bareme.domain.copies import CopyFlag, Student
from bareme.domain.question_result import QuestionResult
from bareme.domain.results import CopyResult
from bareme.exports.descriptions import ABSENT, PROVISIONAL_LEGEND, STATES, describe_adjustment, describe_worth
from bareme.exports.material import ExportMaterial, State, state_of


def show_marks_table(screen: Screen, material: ExportMaterial) -> None:
    """Print one column per question if they fit, otherwise totals with the provisional questions."""
    wide = _wide_table(screen, material)
    screen.console.print(wide if screen.fits(wide) else _narrow_table(screen, material))
    for line in _legend(screen, material):
        screen.print(line, style="dim")


def marked_points(screen: Screen, question: QuestionResult) -> Text:
    """Return the points shown for a question, with a sign if they are provisional."""
    text, sign = _points(screen, question)
    return text.append(sign, style="yellow")


def _wide_table(screen: Screen, material: ExportMaterial) -> Table:
    names = short_names([leaf.question.id for leaf in material.leaves])
    columns = [
        "\n".join((clean(names[leaf.question.id]), describe_worth(leaf, screen.t, screen.language, "\n")))
        for leaf in material.leaves
    ]
    titles = ["", screen.t("Student"), _total_title(screen, material, "\n"), *columns]
    table = new_table(*titles, right=tuple(range(2, len(titles))))
    # With one space between numbers, a usual exam fits into 100 columns.
    table.padding = (0, 1, 0, 0)
    copies, shared = material.result.copies, _shared_names(material)
    marks = [
        _column([_in_total(screen, copy, material.question(copy, leaf)) for copy in copies]) for leaf in material.leaves
    ]
    totals = _column([_total(screen, material, copy) for copy in copies])
    cells = {
        copy.copy_id: [_id(copy), _name(screen, copy, shared), total, *row]
        for copy, total, *row in zip(copies, totals, *marks, strict=True)
    }
    _add_rows(screen, table, material, cells)
    return table


def _narrow_table(screen: Screen, material: ExportMaterial) -> Table:
    choices = any(leaf.choice for leaf in material.leaves)
    titles = ["", screen.t("Student"), _total_title(screen, material, " "), screen.t("Grade")]
    titles += [screen.t("Provisional"), *([screen.t("Not counted")] if choices else [])]
    table = new_table(*titles, right=(2,))
    names = short_names([leaf.question.id for leaf in material.leaves])
    copies, shared = material.result.copies, _shared_names(material)
    totals = _column([_total(screen, material, copy) for copy in copies])
    rows: dict[str, list[str | Text]] = {}
    for copy, total in zip(copies, totals, strict=True):
        questions = copy.questions.values()
        open_ids = ", ".join(names[q.question_id] for q in questions if q.provisional is not None)
        aside = ", ".join(names[q.question_id] for q in questions if not _counts(copy, q))
        cells = [clean(open_ids), *([clean(aside)] if choices else [])]
        rows[copy.copy_id] = [_id(copy), _name(screen, copy, shared), total, copy.band or "", *cells]
    _add_rows(screen, table, material, rows)
    return table


def _shared_names(material: ExportMaterial) -> frozenset[str]:
    return namesakes(row if isinstance(row, Student) else row.student for row in material.rows)


def _add_rows(
    screen: Screen, table: Table, material: ExportMaterial, cells: Mapping[str, Sequence[str | Text]]
) -> None:
    """Add the rows of the copies, by copy id, and of the students without a copy."""
    shared = _shared_names(material)
    for row in material.rows:
        if isinstance(row, Student):
            table.add_row("", student_in_table(row, shared), Text(screen.t(ABSENT), style="dim"))
        else:
            table.add_row(*cells[row.copy_id])


def _total_title(screen: Screen, material: ExportMaterial, between: str) -> str:
    return f"{screen.t('Total')}{between}/{screen.points(material.reference.total)}"


def short_names(question_ids: Sequence[str]) -> dict[str, str]:
    """Return the ids without their common first word: "1.a" for "Exercice 1.a" if every id begins with it."""
    first_words = {question_id.partition(" ")[0] for question_id in question_ids}
    rests = [question_id.partition(" ")[2] for question_id in question_ids]
    shortened = len(first_words) == 1 and all(rests)
    return dict(zip(question_ids, rests if shortened else question_ids, strict=True))


def _id(copy: CopyResult) -> Text:
    return Text(copy.copy_id, style="dim")


def _name(screen: Screen, copy: CopyResult, shared: frozenset[str]) -> Text:
    name = name_in_table(screen, copy, shared)
    if copy.is_complete:
        name.append(" ✓", style="green")
    if CopyFlag.OLDER_SCHEME in copy.flags:
        name.append(f" v{copy.scheme_version}", style="yellow")
    return name


type _Cell = tuple[Text, str]
"""What a cell shows, and the sign behind it."""


def _column(cells: Sequence[_Cell]) -> list[Text]:
    """Return the cells of a column, padded so that its numbers are aligned whatever signs follow them."""
    room = max((len(sign) for _, sign in cells), default=0)
    return [text.append(sign.ljust(room), style="yellow") for text, sign in cells]


def _total(screen: Screen, material: ExportMaterial, copy: CopyResult) -> _Cell:
    if copy.total is None:
        if any(question.hidden for question in copy.questions.values()):
            return Text("·", style="dim"), ""
        state = state_of(copy)
        return Text(screen.t(STATES[state]), style="dim" if state is State.EXCUSED else "red"), ""
    own = "" if copy.maximum == material.reference.total else f"/{screen.points(copy.maximum)}"
    signs = {_sign(question) for question in copy.questions.values()}
    both = "".join([*(sign for sign in "~?" if sign in signs), *("±" if copy.adjustments else "")])
    return Text(screen.points(copy.total) + own, style="bold"), f" {both}" if both else ""


def _in_total(screen: Screen, copy: CopyResult, question: QuestionResult | None) -> _Cell:
    if question is None:
        return Text(), ""
    if _counts(copy, question):
        return _points(screen, question)
    return Text(f"({screen.points(question.value)})", style="dim"), ""


def _points(screen: Screen, question: QuestionResult) -> _Cell:
    if question.hidden:
        return Text("·", style="dim"), ""
    if question.is_excused:
        return Text("×", style="dim"), ""
    return Text(screen.points(question.value)), _sign(question)


def _counts(copy: CopyResult, question: QuestionResult) -> bool:
    return question.value is None or question.question_id in copy.counted


def _sign(question: QuestionResult) -> str:
    """Return the sign of points that nobody has decided, or "" for none."""
    if question.missing_criteria:
        return "…"
    if question.provisional is not None:
        return "~"
    return "?" if question.is_unread and question.value is not None else ""


def _legend(screen: Screen, material: ExportMaterial) -> Iterator[str]:
    copies = material.result.copies
    if any(copy.provisional for copy in copies):
        yield f"~ {screen.t(PROVISIONAL_LEGEND)}"
    yield from _partial(screen, material)
    if any(_sign(question) == "?" for copy in copies for question in copy.questions.values()):
        yield screen.t("? An answer that at least one grader could not read (0 points): look at it.")
    if any(not _counts(copy, question) for copy in copies for question in copy.questions.values()):
        yield screen.t("( ) mark that does not count: others of the same choice are better")
    if material.excuses:
        yield screen.t("× excused: neither in the total nor in the maximum; the copy is not in the averages of totals")
    yield from _adjustments(screen, copies)
    if any(CopyFlag.OLDER_SCHEME in copy.flags for copy in copies):
        yield screen.t("v1, v2… copy marked under an older version of the scheme, out of its own maximum")
    if any(copy.is_complete for copy in copies):
        yield screen.t("✓ copy complete")
    if material.hides and material.session.policy.markers:
        yield screen.t("· mark hidden until every marker has marked the question")
    elif material.hides:
        yield screen.t("· mark hidden until you have marked the question")


def _partial(screen: Screen, material: ExportMaterial) -> Iterator[str]:
    """Yield the questions of which only some criteria are decided, with those that are missing."""
    for copy in material.result.copies:
        for question in copy.questions.values():
            if question.missing_criteria:
                said = {"student": copy_name(screen, copy), "question": question.question_id}
                missing = ", ".join(question.missing_criteria)
                yield screen.t(
                    "… {student}, question {question}: criteria still to be decided: {criteria}",
                    **said,
                    criteria=missing,
                )


def _adjustments(screen: Screen, copies: Sequence[CopyResult]) -> Iterator[str]:
    """Yield each adjustment once, with the students that have it."""
    students: dict[str, list[str]] = {}
    for copy in copies:
        for given in copy.adjustments:
            name = copy_name(screen, copy)
            students.setdefault(describe_adjustment(given, screen.t), []).append(name)
    for adjustment, names in students.items():
        who = screen.t("the whole class") if len(names) == len(copies) > 1 else ", ".join(names)
        yield screen.t("± {adjustment}: {students}", adjustment=adjustment, students=who)
