"""What an earlier version or another umask left readable is made private."""

import sys
from pathlib import Path

import pytest

from bareme.settings import get_settings
from bareme.storage.checkpointer import open_checkpointer

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="runs on POSIX systems: Windows has no such modes")


async def test_d_opening_the_home_takes_the_access_of_others_away(home: Path) -> None:
    folder = get_settings().home
    (folder / "documents" / "59").mkdir(parents=True)
    for file in ("answers.sqlite", "spending.sqlite", "documents/index.sqlite"):
        (folder / file).touch(mode=0o644)
    for place in (folder, folder / "documents"):
        place.chmod(0o755)
    async with open_checkpointer():
        pass
    opened = [folder, folder / "documents", *folder.glob("*.sqlite"), folder / "documents" / "index.sqlite"]
    # Whoever cannot enter a folder reads nothing below it.
    assert [place.name for place in opened[:-1] if place.stat().st_mode & 0o077] == []
