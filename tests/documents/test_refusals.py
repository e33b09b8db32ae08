import pytest

from bareme.documents import explain
from bareme.errors import RefusalReason


@pytest.mark.parametrize("reason", RefusalReason)
def test_every_refusal_is_a_sentence_in_both_languages(reason: RefusalReason) -> None:
    french, english = explain(reason, "fr"), explain(reason, "en")
    assert french != english
    assert french.endswith(".")
    assert english.endswith(".")
