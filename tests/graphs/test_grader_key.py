"""Which model is behind a label: drawn under the server's secret, sealed in the state, opened by the server alone."""

import json
from pathlib import Path

import pytest

from bareme.domain.policy import blind_labels
from bareme.errors import SecretChanged
from bareme.graphs.grader_key import draw_labels, open_labels, seal_labels
from bareme.graphs.state import GradingState
from bareme.settings import get_settings
from tests.graphs.conftest import Session, interrupt_of
from tests.graphs.test_session import grade, typed

COPIES = [f"c{number:02}" for number in range(1, 13)]


async def test_the_state_does_not_tell_who_is_behind_a_label(session: Session) -> None:
    await grade(session, typed(*["partial"] * 12))
    state = await session.state()
    labels = GradingState.model_validate(state).labels
    assert set(labels) == set(COPIES)
    assert all(isinstance(kept, str) for kept in state["grader_key"].values())
    # The ids are known to whoever reads the state, so they must not be enough to draw the labels again.
    by_ids = {copy_id: blind_labels(2, seed=f"{state['session']['session_id']}/{copy_id}") for copy_id in COPIES}
    assert labels != by_ids
    assert draw_labels("t", COPIES, 2) == labels


def test_a_seal_holds_for_its_session_and_copy_alone(home: Path) -> None:
    labels = draw_labels("s", COPIES, 3)
    sealed = seal_labels("s", labels)
    assert open_labels("s", sealed) == labels
    assert len({len(text) for text in sealed.values()}) == 1  # its length tells nothing either
    for session_id, kept in [("other", sealed), ("s", {"c01": sealed["c02"]}), ("s", {"c01": "not sealed"})]:
        with pytest.raises(SecretChanged):
            open_labels(session_id, kept)


def test_labels_of_older_sessions_are_read_as_they_are(home: Path) -> None:
    plain = {"c01": {"A": 1, "B": 0}}
    assert open_labels("s", plain) == plain


async def test_under_another_secret_a_regrade_is_refused_and_the_rest_goes_on(
    session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    await grade(session, typed("partial", "wrong"))
    before = await session.state()
    monkeypatch.setenv("BAREME_SECRET", "a secret that came later")
    get_settings.cache_clear()
    review = interrupt_of(await session.act({"type": "regrade"}))
    assert "BAREME_SECRET" in review["error"]
    assert (await session.state())["attempts"] == before["attempts"]
    edited = await session.act({"type": "set_mark", "copy_ids": "c01", "question_id": "2", "points": 1})
    review = interrupt_of(edited)
    assert [outcome["status"] for outcome in review["outcomes"]] == ["applied"]
    assert "BAREME_SECRET" in json.dumps(review["calibration"])
