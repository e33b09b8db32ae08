"""Links and pictures of README and docs. `make docs` checks anchors too, but no pictures and nothing outside docs/."""

from pathlib import Path

from markdown_it import MarkdownIt

from tests.docs.pages import REPOSITORY, pages


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


def test_the_readme_has_at_most_8_kb() -> None:
    assert (REPOSITORY / "README.md").stat().st_size <= 8_000
