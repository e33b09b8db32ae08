from dataclasses import fields

import pytest

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyFlag
from bareme.domain.decisions import MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.exports.material import State
from bareme.exports.wording import wording


@pytest.mark.parametrize("language", ["fr", "en"])
def test_there_is_a_word_for_everything(language):
    words = wording(language)

    assert all(getattr(words, field.name) for field in fields(words))
    assert all(getattr(words.statistical, field.name) for field in fields(words.statistical))
    for mapping, kind in (
        (words.statistical.undefined, UndefinedReason),
        (words.states, State),
        (words.statuses, MarkStatus),
        (words.sources, MarkSource),
        (words.mark_flags, Flag),
        (words.copy_flags, CopyFlag),
    ):
        assert set(mapping) == set(kind)
