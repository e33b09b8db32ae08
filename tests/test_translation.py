"""Messages, catalogues and French typography."""

import ast
import pickle
from decimal import Decimal
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from pydantic import TypeAdapter, ValidationError

from bareme import translation
from bareme.domain.points import Language
from bareme.errors import InvalidInput, ProviderBusy
from bareme.translation import LOCALE, Message, languages, translator
from tests.pseudo_locale import outside_brackets, pseudo_locale
from tools import messages

FRENCH, ENGLISH = translator("fr"), translator("en")
NO_COPY = Message("there is no copy {copy_id!r}", copy_id="c01")


def test_english_stands_in_the_source() -> None:
    assert ENGLISH("there is no copy {copy_id!r}", copy_id="c01") == "there is no copy 'c01'"
    assert FRENCH("there is no copy {copy_id!r}", copy_id="c01") == "il n’y a pas de copie 'c01'"


def test_message_is_translated_when_it_is_shown() -> None:
    assert str(NO_COPY) == "there is no copy 'c01'"
    assert FRENCH(NO_COPY) == "il n’y a pas de copie 'c01'"
    assert Message("there is no copy {copy_id!r}", copy_id="c01") == NO_COPY
    assert Message("there is no copy {copy_id!r}", copy_id="c02") != NO_COPY


def test_values_are_written_in_the_language() -> None:
    text = "{path!r}: {problem}"
    assert FRENCH(text, path="Q1", problem=NO_COPY) == "«\u00a0Q1\u00a0»\u00a0: il n’y a pas de copie 'c01'"
    text = "same answer as {copies} ({points})"
    assert ENGLISH(text, copies=["c01", "c02"], points=Decimal("2.50")) == "same answer as c01, c02 (2.5)"
    assert FRENCH(text, copies=["c01", "c02"], points=Decimal("2.50")) == "même réponse que c01, c02 (2,5)"
    assert ENGLISH(text, copies=["c01"], points=Decimal(100)) == "same answer as c01 (100)"
    assert (ENGLISH.integer(43135), FRENCH.integer(43135)) == ("43,135", "43\u202f135")


def test_values_are_left_as_they_are() -> None:
    path = "l'été : {0} ?.pdf"
    assert FRENCH("{path!r}: {problem}", path=path, problem="{}") == f"«\u00a0{path}\u00a0»\u00a0: {{}}"
    assert ENGLISH("a text without values may hold {braces}") == "a text without values may hold {braces}"


@pytest.mark.parametrize(
    ("n", "french", "english"),
    [
        (0, "question n’a", "questions have"),
        (1, "question n’a", "question has"),
        (2, "questions n’ont", "questions have"),
    ],
)
def test_plural(n: int, french: str, english: str) -> None:
    message = Message.ngettext(
        "{n} question has no decision or consensus ({questions}); use 'force' to leave it open",
        "{n} questions have no decision or consensus ({questions}); use 'force' to leave them open",
        n,
        questions="c01/Q1",
    )
    assert FRENCH(message).startswith(f"{n} {french} pas")
    assert ENGLISH(message).startswith(f"{n} {english} no decision")
    assert str(message) == ENGLISH.ngettext(message.id, message.plural, n, questions="c01/Q1")


def test_context_tells_apart_what_is_one_word_in_english() -> None:
    assert FRENCH.pgettext("decimal sign", ".") == FRENCH(Message.pgettext("decimal sign", ".")) == ","
    assert FRENCH(".") == "."


def test_error_carries_its_message() -> None:
    error = InvalidInput("there is no copy {copy_id!r}", copy_id="c01")
    assert str(error) == error.explain("en") == "there is no copy 'c01'"
    assert error.explain("fr") == FRENCH(error.message) == "il n’y a pas de copie 'c01'"
    busy = ProviderBusy("there is no copy {copy_id!r}", copy_id="c01", retry_after=2.0)
    assert (busy.message, busy.retry_after) == (NO_COPY, 2.0)
    # Errors of a worker process come by pickle.
    assert pickle.loads(pickle.dumps(error)).explain("fr") == error.explain("fr")  # noqa: S301


def test_unknown_language_and_catalogue_that_is_not_compiled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="there is no language 'xx': choose one of fr, en"):
        translator("xx")
    with pytest.raises(ValidationError, match="there is no language 'fr_FR'"):
        TypeAdapter(Language).validate_python("fr_FR")
    folder = tmp_path / "xx" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "bareme.po").write_text("")
    with monkeypatch.context() as patch:
        patch.setattr(translation, "LOCALE", tmp_path)
        languages.cache_clear()
        assert languages() == ("xx", "en")
        with pytest.raises(RuntimeError, match="'xx' is not compiled: run `make install`"):
            translator("xx")
    languages.cache_clear()


def test_third_language_is_one_file(tmp_path: Path) -> None:
    with pseudo_locale(tmp_path) as language:
        assert languages() == ("fr", "qps", "en")
        assert TypeAdapter(Language).validate_python(language) == "qps"
        assert translator(language)(NO_COPY) == "⟦there is no copy 'c01'⟧"
        assert outside_brackets(f"! {translator(language)(NO_COPY)} x") == "!  x"
    with pytest.raises(ValueError, match="there is no language 'qps'"):
        translator("qps")


def test_update_adds_and_drops_messages_and_keeps_the_rest(tmp_path: Path) -> None:
    folder = tmp_path / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    catalogue = folder / "bareme.po"
    header = (LOCALE / "fr/LC_MESSAGES/bareme.po").read_text("utf-8").partition("\n\n")[0]
    catalogue.write_text(f'{header}\n\nmsgid "kept"\nmsgstr "gardé"\n\nmsgid "old"\nmsgstr "ancien"\n', "utf-8")
    source = Catalog()
    source.add("kept", locations=[("b.py", 1)])
    source.add("new {a}", locations=[("a.py", 7)])
    text = messages.updated(catalogue, source)
    assert text.startswith(f'{header}\n\n#: a.py\n#, python-brace-format\nmsgid "new {{a}}"\nmsgstr ""\n')
    assert text.endswith('#: b.py\nmsgid "kept"\nmsgstr "gardé"\n')
    catalogue.write_text(text, "utf-8")
    assert messages.updated(catalogue, source) == text
    assert list(messages.faults(catalogue)) == ["no translation: 'new {a}'"]


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "a"\nmsgstr ""', "no translation: 'a'"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "b"', "fuzzy: 'a'"),
        ('msgid "{a}"\nmsgstr "{b}"', "other placeholders: '{a}'"),
        ('msgid "{a}"\nmsgstr "{a!r} {a}"', None),
    ],
)
def test_fault_of_a_translation_is_found(entry: str, fault: str | None, tmp_path: Path) -> None:
    catalogue = tmp_path / "bareme.po"
    catalogue.write_text(f'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\n{entry}\n')
    assert list(messages.faults(catalogue)) == ([fault] if fault else [])


def test_catalogue_has_plain_spaces_and_apostrophes() -> None:
    with (LOCALE / "fr/LC_MESSAGES/bareme.po").open("rb") as file:
        catalogue = read_po(file)
    for message in catalogue:
        if message.context != "thousands separator":
            assert not set(str(message.string)) & set("’\u00a0\u202f"), message.id


_OWN_VALUES = {"retry_after", "retryable", "seconds", "titles"}


def _calls() -> list[ast.Call]:
    trees = [ast.parse(path.read_text("utf-8")) for path in sorted(messages.ROOT.glob("src/**/*.py"))]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call for call in calls if getattr(call.func, "attr", getattr(call.func, "id", "")) in messages.KEYWORDS]


def test_every_message_has_the_values_of_its_placeholders() -> None:
    for call in _calls():
        assert not call.args or not isinstance(call.args[0], ast.JoinedStr), ast.unparse(call)
        texts = [a.value for a in call.args if isinstance(a, ast.Constant) and isinstance(a.value, str)]
        given = {keyword.arg for keyword in call.keywords}
        if not texts or None in given:
            continue
        wanted = messages.placeholders(texts) - ({"n"} if len(texts) > 1 else set())
        assert wanted <= given <= wanted | _OWN_VALUES or not given, ast.unparse(call)
        assert given or not wanted, ast.unparse(call)
