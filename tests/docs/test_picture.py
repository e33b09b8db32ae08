"""The picture of README is the real screen. `pytest tests/docs --snapshot-update` draws it anew."""

import subprocess
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY
from tests.docs.picture import COLUMNS, PICTURE, draw
from tests.docs.terminal import SESSION

CLASS = REPOSITORY / "fixtures" / "history-science-en"


@pytest.mark.snapshot
@pytest.mark.xdist_group("docs-picture")
def test_the_picture_is_what_resume_shows(
    tmp_path: Path, environment: dict[str, str], terminal: Path, request: pytest.FixtureRequest
) -> None:
    english = {"BAREME_LANGUAGE": "en", "COLUMNS": str(COLUMNS), "FORCE_COLOR": "1"}

    def bareme(*arguments: object) -> str:
        done = subprocess.run(
            [terminal / "bareme", *map(str, arguments)],
            cwd=tmp_path,
            env={**environment, **english, "BAREME_HOME": str(tmp_path / "home")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    bareme(
        *("grade", *sorted((CLASS / "copies").iterdir()), "--exam-paper", CLASS / "exam-paper.pdf"),
        *("--answer-key", CLASS / "answer-key.pdf", "--students", CLASS / "roster.csv"),
        *("--grader", "offline:lexical", "--grader", "offline:strict", "--yes", "--out", tmp_path),
    )
    picture = draw(bareme("resume", SESSION))
    if request.config.getoption("update_snapshots"):
        PICTURE.write_text(picture, encoding="utf-8")
    assert picture == PICTURE.read_text(encoding="utf-8")
