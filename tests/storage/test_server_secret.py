"""The server's secret is made once, is private, and gives a different key for each purpose."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from bareme.settings import get_settings
from bareme.storage.server_secret import _kept_secret, derived_key


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAREME_HOME", str(tmp_path))
    get_settings.cache_clear()


def test_a_purpose_always_has_the_same_key_and_no_two_have_one() -> None:
    assert derived_key("page URL") == derived_key("page URL")
    assert derived_key("page URL") != derived_key("document id")


def test_the_secret_is_kept_for_its_owner_alone() -> None:
    derived_key("page URL")

    assert get_settings().secret_file.stat().st_mode & 0o777 == 0o600


def test_a_secret_of_the_settings_is_used_instead_of_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    kept = derived_key("page URL")
    monkeypatch.setenv("BAREME_SECRET", "a long random text")
    get_settings.cache_clear()

    assert derived_key("page URL") != kept


def test_many_at_once_find_the_same_secret(tmp_path: Path) -> None:
    read = _kept_secret.__wrapped__
    with ThreadPoolExecutor(8) as threads:
        found = {*threads.map(read, [tmp_path / "secret"] * 64)}

    assert len(found) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]
