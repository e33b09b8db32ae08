import pytest

from bareme.domain.attempts import Flag, MarkStatus
from bareme.domain.copies import CopyFlag
from bareme.domain.decisions import MarkSource
from bareme.domain.figures import UndefinedReason
from bareme.exports.criterion_lines import Role
from bareme.exports.descriptions import COPY_FLAGS, MARK_FLAGS, ROLES, SOURCES, STATES, STATUSES, UNDEFINED
from bareme.exports.material import State


@pytest.mark.parametrize(
    ("names", "kind"),
    [
        (STATES, State),
        (STATUSES, MarkStatus),
        (SOURCES, MarkSource),
        (MARK_FLAGS, Flag),
        (COPY_FLAGS, CopyFlag),
        (ROLES, Role),
        (UNDEFINED, UndefinedReason),
    ],
)
def test_there_is_a_name_for_everything(names, kind):
    assert set(names) == set(kind)
