"""Where everything is kept is one choice: a set-up that is half of each is refused, and names what is wrong."""

import itertools

import pytest

from bareme.errors import InvalidInput
from bareme.settings import get_settings

WHOLE = {
    "BAREME_STORAGE": "cluster",
    "BAREME_DATABASE": "postgresql://bareme:pass-w0rd@db/bareme",
    "BAREME_FILES": "s3://bucket/prefix",
    "BAREME_SECRET": "0123456789abcdef0123456789abcdef",
}


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*WHOLE, "BAREME_DOCUMENT_STORE"):
        monkeypatch.delenv(name, raising=False)
    get_settings.cache_clear()


def _refused(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str]) -> str:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(InvalidInput) as raised:
        get_settings()
    return str(raised.value)


def test_a_cluster_has_all_that_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in WHOLE.items():
        monkeypatch.setenv(name, value)
    settings = get_settings()
    assert settings.storage == "cluster"
    assert settings.authenticates
    assert WHOLE["BAREME_DATABASE"] not in repr(settings)
    get_settings.cache_clear()


SETTINGS = list(WHOLE)[1:]


@pytest.mark.parametrize("missing", [lost for n in (1, 2, 3) for lost in itertools.combinations(SETTINGS, n)])
def test_what_a_cluster_lacks_is_named(missing: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refused(monkeypatch, {name: value for name, value in WHOLE.items() if name not in missing})
    assert [name for name in SETTINGS if name in told] == list(missing)
    assert "pass-w0rd" not in told


@pytest.mark.parametrize("stray", ["BAREME_DATABASE", "BAREME_FILES"])
def test_what_belongs_to_a_cluster_is_refused_on_one_machine(stray: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refused(monkeypatch, {stray: WHOLE[stray]})
    assert stray in told
    assert "BAREME_STORAGE=cluster" in told
    assert "pass-w0rd" not in told


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("BAREME_DOCUMENT_STORE", "/srv/documents"),
        ("BAREME_SECRET", "f00f00"),
        ("BAREME_DATABASE", "sqlite:///here"),
        ("BAREME_ANSWERS_URL", "postgresql://bareme:pass-w0rd@db/bareme"),
    ],
)
def test_what_a_cluster_cannot_have_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told = _refused(monkeypatch, {**WHOLE, name: value})
    assert name in told
    assert value not in told


@pytest.mark.parametrize(
    "files",
    [
        "/mnt/share",
        "share",
        "file://share/files",
        "file:///",
        "s3:bucket",
        "s3:///prefix",
        "memory://here",
        "local://here",
    ],
)
def test_where_files_are_is_a_bucket_or_a_shared_folder(files: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "BAREME_FILES" in _refused(monkeypatch, {**WHOLE, "BAREME_FILES": files})


@pytest.mark.parametrize("password", ["w0rd/more", "w0rd#more", "w0rd?more", "[w0rd", "1/w0rd"])
@pytest.mark.parametrize(
    ("name", "url"),
    [("BAREME_DATABASE", "postgresql://bareme:{}@db:5432/bareme"), ("BAREME_REDIS", "redis://:{}@db/0")],
)
def test_n_a_password_that_breaks_a_url_is_not_shown(
    name: str, url: str, password: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = _refused(monkeypatch, {**WHOLE, name: url.format(password)})
    assert name in told
    assert "w0rd" not in told


@pytest.mark.parametrize("files", ["file:///mnt/share", "s3://bucket", "gs://bucket/prefix"])
def test_any_bucket_or_shared_folder_is_taken(files: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {**WHOLE, "BAREME_FILES": files}.items():
        monkeypatch.setenv(name, value)
    assert get_settings().files == files
    get_settings.cache_clear()
