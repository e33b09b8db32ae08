"""A page about two runs, against what is counted by hand."""

import json
import re
from decimal import Decimal
from pathlib import Path

import pytest

from bareme.domain.points import Language
from bareme.evaluation.comparison import Change
from tests.evaluation.report.examples import HOSTILE
from tests.evaluation.report.pages import Node, read_page
from tests.evaluation.report.run_examples import Runs, compared, two_runs, write_compared


@pytest.fixture(scope="module")
def runs() -> Runs:
    return two_runs()


def written(runs: Runs, folder: Path, *, language: Language = "en", answers: int = 20) -> tuple[Node, str, dict]:
    page, text, data = write_compared(runs, folder / "comparison.html", language=language, answers=answers)
    content = json.loads(data.read_text(encoding="utf-8"))
    return read_page(page.read_text(encoding="utf-8")), text.read_text(encoding="utf-8"), content


def test_the_answers_that_changed_most_come_first_each_once(runs: Runs, tmp_path: Path) -> None:
    _, _, found = written(runs, tmp_path, answers=5)
    before, after = ({(mark.item_id, mark.attempt): mark for mark in run.marks} for run in runs)
    largest: dict[str, float] = {}
    for key, one in before.items():
        two = after[key]
        if one.points is not None and two.points is not None and one.points != two.points:
            share = float(abs(two.points - one.points) / one.maximum)
            largest[one.item_id] = max(share, largest.get(one.item_id, 0))
    assert found["changed_answers"] == len(largest)
    shown = found["answers"]
    assert len({answer["item_id"] for answer in shown}) == len(shown) == 5
    sizes = [abs(one["after"]["points"] - one["before"]["points"]) / one["maximum"] for one in shown]
    assert sizes == pytest.approx(sorted(largest.values(), reverse=True)[:5])
    for one in shown:
        key = (one["item_id"], one["attempt"])
        assert (one["before"]["points"], one["after"]["points"]) == (before[key].points, after[key].points)
        off = [abs(one[side]["points"] - one["held"]) for side in ("before", "after")]
        assert one["change"] == ("worse" if off[1] > off[0] else "better" if off[1] < off[0] else "as_far")


def test_the_page_and_the_markdown_say_the_figures_of_the_comparison(runs: Runs, tmp_path: Path) -> None:
    page, markdown, found = written(runs, tmp_path)
    comparison = compared(runs)
    assert found["comparison"] == comparison.model_dump(mode="json")
    gap = comparison.figures["mean_absolute_error"].difference
    said = f"{gap.value.value:+.3f} [{gap.low.value:.3f}, {gap.high.value:.3f}]".replace("-", "−")
    rows = {row.all("th")[0].text: row for table in page.all("table") for row in table.one("tbody").all("tr")}
    cells = [cell.text.replace("\u00a0", " ") for cell in rows["Mean absolute error (points)"].all("td")]
    assert said in cells
    assert said.replace("[", r"\[").replace("]", r"\]") in markdown.replace("\u00a0", " ")
    overall = comparison.overall
    assert f"Closer to the human mark: {overall.better}; further away: {overall.worse};" in markdown
    # What differs in run.json, and the grader that is held against the other.
    for words in ("Version of the prompt examiner", "openai:large@2", "local:small is compared with openai:large."):
        assert words in markdown
    marks = {marks.all("th")[0].text: marks for marks in page.all("article")[0].one("tbody").all("tr")}
    assert {"Ada", "Bo"} < marks.keys()
    confusion = found["confusion"]
    pairs = [
        (one.points, two.points)
        for one, two in zip(runs[0].marks, runs[1].marks, strict=True)
        if one.points is not None and two.points is not None
    ]
    diagonal = sum(row[place] for place, row in enumerate(confusion["counts"]))
    assert diagonal == sum(one == two for one, two in pairs)
    assert sum(map(sum, confusion["counts"])) == len(pairs)


def test_a_dot_is_full_exactly_where_the_interval_leaves_zero_out(runs: Runs, tmp_path: Path) -> None:
    harsher = [
        mark if mark.points is None else mark.model_copy(update={"points": max(mark.points - 1, Decimal(0))})
        for mark in runs[1].marks
    ]
    page, _, found = written((runs[0], runs[1].model_copy(update={"marks": tuple(harsher)})), tmp_path)
    figures = found["comparison"]["figures"]
    drawn = {figure.attributes["id"]: figure for figure in page.all("figure")}
    kinds = {
        "differences-share": ("exact", "within_step", "share_of_maximum"),
        "differences-points": ("mean_absolute_error", "rmse", "bias"),
        "differences-coefficient": ("quadratic_kappa", "kappa", "pearson", "spearman", "intraclass", "macro_f1"),
    }
    clear = 0
    for key, names in kinds.items():
        dots = [dot.attributes["fill"] != "#ffffff" for dot in drawn[key].all("circle")]
        ends = [[figures[name]["difference"][end]["value"] for end in ("low", "high")] for name in names]
        assert dots == [low > 0 or high < 0 for low, high in ends]
        clear += sum(dots)
        sentence = drawn[key].one("figcaption").text
        assert ("for: none" in sentence) == (not any(dots))
    assert 0 < clear < 12, "the example should have both kinds"


def test_a_run_against_itself_changes_nothing(runs: Runs, tmp_path: Path) -> None:
    page, markdown, found = written((runs[0], runs[0]), tmp_path)
    assert found["answers"] == []
    assert set(found["comparison"]["overall"]) > {change.value for change in Change}
    assert "No mark changed." in markdown
    assert "The same data, graders, settings, prompts and code." in markdown
    # Two folders of one name are told apart.
    assert page.one("h1").text == "Comparison: large (2) against large (1)"


def test_marks_alone_say_that_settings_and_cost_are_not_known(runs: Runs, tmp_path: Path) -> None:
    first, second = (run.model_copy(update={"record": None}) for run in runs)
    _, markdown, _ = written((first, second), tmp_path, language="fr")
    assert "rien ne dit ce qui a été demandé autrement" in markdown
    assert "une des deux évaluations n’a pas de run.json" in markdown


def test_pages_are_shown_as_each_run_read_them_and_what_was_written_stays_text(tmp_path: Path) -> None:
    page, markdown, _ = written(two_runs(HOSTILE), tmp_path)
    sheets = [one for one in page.all("article") if "sheets/p3.pdf" in one.text]
    assert sheets
    assert all("openai:large reads this" in one.text and "local:small reads this" in one.text for one in sheets)
    assert not [one for one in page.all("article") if "reads this" in one.text and one not in sheets]
    assert not page.all("script", "img")
    assert HOSTILE.replace("\x00", "\ufffd").partition("\u202e")[0] in page.text
    assert not re.search(r"(?m)^<script", markdown.partition("```")[0])


@pytest.mark.parametrize("language", ["fr", "en"])
def test_nothing_is_left_in_the_other_language(runs: Runs, tmp_path: Path, language: Language) -> None:
    page, *_ = written(runs, tmp_path, language=language)
    headings = {node.text for node in page.all("h2")}
    expected = {
        "fr": {"Les mesures", "Les notes changées", "Les notes qui ont le plus changé", "Coût et consommation"},
        "en": {"The figures", "The marks that changed", "The marks that changed most", "Cost and usage"},
    }
    assert expected[language] < headings
