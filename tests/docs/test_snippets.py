"""Every snippet of README and docs, run on the fixtures in the order of its page, against the screen shown below it.

`pytest tests/docs --snapshot-update` writes the screens anew.
"""

import shutil
from pathlib import Path

import pytest

from tests.docs.pages import REPOSITORY, RUN, RUN_BY_CLIENT, SHOWN, Block, blocks_of, pages
from tests.docs.reader import SERVER, Reader, SnippetFailed, same_screen, typed_in
from tests.docs.screens import screen_below, shortened, update_screens
from tests.docs.terminal import SESSION

PAGES = [page for page in pages() if any(block.language in RUN for block in blocks_of(page))]


def _id(page: Path) -> str:
    return str(page.relative_to(REPOSITORY))


def _needs_server(page: Path) -> bool:
    return any(SERVER in block.text for block in blocks_of(page) if block.language in RUN)


def _group(page: Path) -> str:
    # Pages that talk to a server share one, so one worker has them all.
    return "docs-server" if _needs_server(page) else _id(page)


@pytest.mark.snapshot
@pytest.mark.parametrize(
    "page",
    [pytest.param(page, id=_id(page), marks=pytest.mark.xdist_group(_group(page))) for page in PAGES],
)
def test_snippets_do_what_their_page_says(
    page: Path, tmp_path: Path, environment: dict[str, str], terminal: Path, request: pytest.FixtureRequest
) -> None:
    blocks = blocks_of(page)
    run = [block for block in blocks if block.language in RUN]
    home = tmp_path / "home"
    if _expects_a_session(run):
        shutil.copytree(request.getfixturevalue("graded"), home)
    reader = Reader(tmp_path, {**environment, "BAREME_HOME": str(home)}, terminal)
    if _needs_server(page):
        reader.server = request.getfixturevalue("server").url
    screens: dict[int, str] = {}
    try:
        for block in blocks:
            if block.title:
                path = tmp_path / block.title
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(block.text, encoding="utf-8")
            elif block.language in RUN:
                below = screen_below(block, blocks)
                printed = reader.show(reader.run(block, typed_in(below.text) if below else ""))
                if below and not same_screen(below.text, printed):
                    if not request.config.getoption("update_snapshots"):
                        raise SnippetFailed(f"{below.place}: the screen is not this but\n\n{printed}")
                    screens[below.line] = shortened(below.text, printed)
                    assert typed_in(screens[below.line]) == typed_in(below.text), f"{below.place}: shorten it by hand"
    finally:
        reader.close()
        update_screens(page, screens)


def _expects_a_session(run: list[Block]) -> bool:
    """Return whether the page names a session before it has graded one."""
    for block in run:
        if SESSION in block.text:
            return True
        if "bareme grade" in block.text:
            return False
    return False


def test_every_block_is_run_or_marked_as_shown() -> None:
    known = {*RUN, *RUN_BY_CLIENT, *SHOWN}
    unknown = [block.place for page in pages() for block in blocks_of(page) if block.language not in known]
    assert unknown == []


def test_shown_commands_have_a_prompt() -> None:
    wrong = [
        block.place
        for page in pages()
        for block in blocks_of(page)
        if block.language == "console" and not block.text.startswith("$ ")
    ]
    assert wrong == []
