from pathlib import Path

import pytest

from bareme.evaluation.report import ReportMaterial, write_report
from tests.evaluation.report.examples import HOSTILE, bare_material, full_material
from tests.evaluation.report.pages import Node, read_page
from tests.evaluation.report.run_examples import two_runs, write_compared


@pytest.fixture(scope="session")
def full() -> ReportMaterial:
    return full_material()


@pytest.fixture(scope="session")
def hostile() -> ReportMaterial:
    return full_material(HOSTILE)


@pytest.fixture(params=["full-en", "full-fr", "hostile-en", "bare-fr", "compared-en", "compared-fr"])
def page(request: pytest.FixtureRequest, tmp_path: Path, full: ReportMaterial, hostile: ReportMaterial) -> Node:
    name, language = request.param.split("-")
    if name == "compared":
        path, *_ = write_compared(two_runs(HOSTILE), tmp_path / "report.html", language=language)
    else:
        material = {"full": full, "hostile": hostile, "bare": bare_material()}[name]
        path, *_ = write_report(material, tmp_path / "report.html", language=language)
    node = read_page(path.read_text(encoding="utf-8"))
    assert node.one("html").attributes["lang"] == language
    return node
