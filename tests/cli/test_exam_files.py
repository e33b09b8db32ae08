"""Files as a teacher gives them to `bareme grade`: archives, folders, and what cannot be read."""

import io
import json
from pathlib import Path

import pymupdf
from PIL import Image

from tests.cli.conftest import Run
from tests.documents.archives import archive
from tests.papers import typed

SCALE = ("--scheme", "Q1: 5, Q2: 5", "--language", "en", "--yes", "--grader", "offline:lexical")


def pupil(name: str) -> bytes:
    return typed([[f"Name: {name}", "Question 1", "The speed is 3 m/s."]])


def test_a_stored_archive_holds_all_its_students(bareme: Run, tmp_path: Path) -> None:
    files = {f"{name}.pdf": pupil(name) for name in ("Ada Byron", "Alan Turing", "Emmy Noether")}
    (tmp_path / "class.zip").write_bytes(archive(files))
    done = bareme("grade", "class.zip", *SCALE)
    for name in ("Ada Byron", "Alan Turing", "Emmy Noether"):
        assert name in done.stdout
    assert "3/3" in done.stdout


def test_a_folder_holds_all_its_students(bareme: Run, tmp_path: Path) -> None:
    folder = tmp_path / "class" / "group A"
    folder.mkdir(parents=True)
    (folder / "1.pdf").write_bytes(pupil("Ada Byron"))
    (folder / "2.pdf").write_bytes(pupil("Alan Turing"))
    (folder / ".DS_Store").write_bytes(b"x")
    (folder / "loop").symlink_to(tmp_path / "class")
    (folder / "3.pdf").symlink_to(folder / "1.pdf")
    (folder / "plan.xls").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600))
    done = bareme("grade", "class", *SCALE)
    assert "3/3 1 failure" in done.stdout  # what cannot be read may be a student's
    assert "'group A/plan.xls': This file is of a kind that cannot be read" in " ".join(done.stdout.split())


def test_a_folder_without_files_is_refused_by_name(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = bareme("grade", "empty", *SCALE)
    assert done.returncode == 1
    assert "the folder empty has no file" in done.stderr


def test_a_folder_with_too_many_files_is_refused_with_the_settings_name(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    for number in range(4):
        (tmp_path / "class" / f"{number}.pdf").write_bytes(pupil("x"))
    done = bareme("grade", "class", *SCALE, env={"BAREME_MAX_ARCHIVE_FILES": "3"})
    assert done.returncode == 1
    assert "BAREME_MAX_ARCHIVE_FILES" in done.stderr


def test_an_archive_without_a_copy_is_refused_by_its_members_names(bareme: Run, tmp_path: Path) -> None:
    (tmp_path / "class.zip").write_bytes(archive({"Ada.rar": b"Rar!\x1a\7\1\0", "Alan.pdf": b"%PDF-1.7 broken"}))
    done = bareme("grade", "class.zip", *SCALE)
    assert done.returncode == 1
    assert "Ada.rar" in done.stderr
    assert "Alan.pdf" in done.stderr


def photo(name: str = "") -> bytes:
    page = pymupdf.open(stream=pupil(name))[0]
    return bytes(page.get_pixmap(dpi=80).tobytes("jpeg"))


def test_photographs_of_a_student_are_one_copy(bareme: Run, tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    for name in ("dupont-1.jpg", "dupont-2.jpg", "martin (2).jpg", "martin.jpg"):
        (folder / name).write_bytes(photo(name))
    (tmp_path / "list.csv").write_text("Name\nDUPONT Marie\nMARTIN Léa\n")
    done = bareme("grade", "class", *SCALE, "--students", "list.csv")
    assert "2/2" in done.stdout
    done = bareme("grade", *sorted(folder.glob("*.jpg")), *SCALE)
    assert "2/2" in done.stdout
    assert "'martin.jpg', 'martin (2).jpg': taken for one copy" in " ".join(done.stdout.split())


def test_pictures_that_nothing_holds_together_are_left_to_the_teacher(bareme: Run, tmp_path: Path) -> None:
    for number in range(3):
        (tmp_path / f"IMG_{number}.jpg").write_bytes(photo(str(number)))
    done = bareme("grade", *sorted(tmp_path.glob("*.jpg")), *SCALE)
    assert " ".join(done.stdout.split()).count("may belong to another copy") == 3


def test_a_file_that_cannot_be_read_is_a_copy_without_points(bareme: Run, tmp_path: Path) -> None:
    folder = "{}_123{}_assignsubmission_file_/{}"
    black = io.BytesIO()
    Image.new("L", (600, 800)).save(black, "JPEG")
    files = {
        folder.format("Ada BYRON", 1, "copy.pdf"): pupil("Ada BYRON"),
        folder.format("Alan TURING", 2, "copy.pdf"): pupil("Alan TURING")[:200],
        folder.format("Emmy NOETHER", 3, "photo.jpg"): black.getvalue(),
        folder.format("Kurt GODEL", 4, "copy.pages"): b"\0\1\2 no known format",
    }
    (tmp_path / "class.zip").write_bytes(archive(files))
    done = bareme("grade", "class.zip", *SCALE)
    shown = " ".join(done.stdout.split())
    assert "4 copies" in shown
    assert shown.count("nothing readable: look at it") >= 3
    assert "blank" not in shown
    (workbook,) = tmp_path.glob("*.json")
    copies = json.loads(workbook.read_text())["submissions"]
    assert [copy["status"] for copy in copies] == ["complete", "failed", "failed", "failed"]
    assert [copy["total_points_earned"] for copy in copies[1:]] == [None] * 3
