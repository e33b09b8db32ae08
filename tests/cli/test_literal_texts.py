"""Texts of papers, copies and lists are shown as they stand, also where they look like a terminal's markup."""

from pathlib import Path

from tests.cli.conftest import Run

NAMES = ("[bold]Martin Lea", "[/red]Petit Noe", "Roy :star: Ines")


def test_what_looks_like_markup_is_shown_as_it_stands(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "copies").mkdir()
    answers = {"anna": "Q1: [a;b] [/i]", "bert": "Q1: [/b] :star:", "cleo": "Q1: [x, y] [link=x]here"}
    for name, text in answers.items():
        (tmp_path / "copies" / f"{name}.txt").write_text(f"Name: {name.title()} Smith\n\n{text}\n")
    (tmp_path / "key.txt").write_text("Q1 (2 points): [a;b]\n")
    (tmp_path / "list.csv").write_text("Name\n" + "\n".join([*NAMES, *(f"{n.title()} Smith" for n in answers)]) + "\n")
    graders = ("--grader", "offline:lexical", "--grader", "offline:strict")
    files = ("copies", "--answer-key", "key.txt", "--students", "list.csv", "--scheme", "Q1: 2")
    graded = bareme("grade", *files, *graders, "--language", "en", "--yes", "--name", "[/u]quiz")
    assert graded.returncode == 0, graded.stdout + graded.stderr
    for name in NAMES:
        assert name in graded.stdout
    assert "[/u]quiz" in bareme("sessions", "--language", "en").stdout
    walked = bareme("resume", "[/u]quiz", "--language", "en", typed="\n\n\nq\n").stdout
    for text in answers.values():
        assert text.removeprefix("Q1: ") in walked
