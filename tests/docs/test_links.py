"""Links and pictures of README and docs. `make docs` checks anchors too, but no pictures and nothing outside docs/."""

import re
from pathlib import Path

from markdown_it import MarkdownIt

from tests.docs.pages import REPOSITORY, pages

_PATH = re.compile(r"`((?:\w+/)*\w+\.py|(?:\w+/)+)`")


def targets(page: Path) -> list[str]:
    """Return what a page links to and shows."""
    tokens = MarkdownIt().enable("table").parse(page.read_text(encoding="utf-8"))
    inline = [child for token in tokens for child in token.children or []]
    return [str(child.attrs.get("href") or child.attrs.get("src")) for child in inline if child.attrs]


def test_every_relative_link_leads_to_a_file() -> None:
    broken = []
    for page in pages():
        for target in targets(page):
            path = target.partition("#")[0]
            if path and "://" not in path and not (page.parent / path).exists():
                broken.append(f"{page.relative_to(REPOSITORY)}: {target}")
    assert broken == []


def test_paths_in_the_architecture_exist() -> None:
    text = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
    package = REPOSITORY / "src" / "bareme"
    roots = (REPOSITORY, package, package / "evaluation", package / "evaluation" / "robustness")
    missing = [path for path in _PATH.findall(text) if not any((root / path).exists() for root in roots)]
    assert missing == []


def test_the_readme_has_at_most_8_kb() -> None:
    assert (REPOSITORY / "README.md").stat().st_size <= 8_000
