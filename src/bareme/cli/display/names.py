"""How students are named on screen: with what their copy says if that differs, and with their number if it must."""

from collections import Counter
from collections.abc import Iterable, Sequence

from rich.text import Text

from bareme.cli.screen import Screen, clean
from bareme.domain.copies import Student
from bareme.domain.identity import fold
from bareme.domain.results import CopyResult
from bareme.graphs.interrupts import ProposedCopy

type NamedCopy = CopyResult | ProposedCopy


def copy_name(screen: Screen, copy: NamedCopy, shared: frozenset[str] = frozenset()) -> str:
    """Return the name of a copy's student, and what the copy says if that is another name.

    `shared`: names that need a number beside them.
    """
    if copy.student is None:
        return screen.t("no name ({copy_id})", copy_id=copy.copy_id)
    name = student_in_table(copy.student, shared)
    return f"{name} {screen.t('(read as “{name}”)', name=clean(copy.name_read))}" if copy.name_read else name


def copy_names(screen: Screen, copies: Sequence[NamedCopy]) -> dict[str, str]:
    """Return the name of each copy's student by copy id, with the number or the id if others have the same name."""
    shared = namesakes(copy.student for copy in copies)
    names = {copy.copy_id: copy_name(screen, copy, shared) for copy in copies}
    counts = Counter(names.values())
    return {copy_id: f"{name} ({copy_id})" if counts[name] > 1 else name for copy_id, name in names.items()}


def namesakes(students: Iterable[Student | None]) -> frozenset[str]:
    """Return the names that several students have, as compared."""
    different = {student for student in students if student}
    counts = Counter(fold(student.name) for student in different)
    return frozenset(name for name, count in counts.items() if count > 1)


def name_in_table(screen: Screen, copy: NamedCopy, shared: frozenset[str]) -> Text:
    """Return the name of a copy's student for a table. `shared`: names that need a number beside them."""
    if copy.student is None:
        name = Text(screen.t("no name"), style="dim")
    else:
        name = Text(student_in_table(copy.student, shared))
    if copy.name_read:
        name.append(" " + screen.t("(read as “{name}”)", name=clean(copy.name_read)), style="yellow")
    return name


def student_in_table(student: Student, shared: frozenset[str]) -> str:
    """Return a student's name, with the number if others have the same name."""
    number = f" ({clean(student.student_id)})" if student.student_id and fold(student.name) in shared else ""
    return clean(student.name) + number
