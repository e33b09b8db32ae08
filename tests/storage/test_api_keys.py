from pathlib import Path

import pytest

from bareme.errors import InvalidInput
from bareme.settings import Settings
from bareme.storage.api_keys import KEY_PREFIX, ApiKeys
from bareme.storage.stores import open_stores, stores


@pytest.fixture
def keys(storage: str) -> ApiKeys:
    return stores().api_keys


@pytest.fixture
def keys_of_a_home(tmp_path: Path) -> ApiKeys:
    return open_stores(Settings(home=tmp_path / "home")).api_keys


def test_only_the_digest_of_a_key_is_on_disk(keys_of_a_home: ApiKeys, tmp_path: Path) -> None:
    keys = keys_of_a_home
    key, text = keys.add("anne", "admin")
    assert keys.valid(text.encode()) == key
    assert len(text) >= len(KEY_PREFIX) + 43  # 256 bits
    written = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert text.encode() not in written
    assert text.removeprefix(KEY_PREFIX).encode() not in written
    (file,) = (tmp_path / "home").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_keys_are_revoked_by_name_or_id(keys: ApiKeys) -> None:
    (first, _), (second, text), (other, _) = (keys.add(name, "teacher") for name in ("anne", "anne", "bruno"))
    assert keys.revoke(first.id) == [first]
    assert keys.valid(text.encode()) == second
    assert keys.revoke("anne") == [second]
    assert (keys.valid(text.encode()), keys.valid_id(second.id)) == (None, None)
    assert keys.revoke("anne") == []
    assert keys.valid_id(other.id) == other
    assert [bool(key.revoked) for key in keys.all() if key.name == "anne"] == [True, True]


def test_only_a_new_key_makes_the_file(keys_of_a_home: ApiKeys, tmp_path: Path) -> None:
    keys = keys_of_a_home
    assert (keys.all(), keys.valid(b"bareme_x"), keys.valid_id("x"), keys.revoke("anne")) == ([], None, None, [])
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["", " ", " anne", "a" * 101, "an\nne", "\u202eanne"])
def test_what_is_no_name_gets_no_key(keys: ApiKeys, name: str) -> None:
    with pytest.raises(InvalidInput, match="not a name"):
        keys.add(name, "teacher")
    assert keys.all() == []
