"""What is taken of answers that are nearly right: each slip in every form, alone and in pairs; and what never is."""

import itertools
import json
from typing import Any

import pytest
from langchain_core.messages import AIMessage

from bareme.agents.examiner import examination_schema
from bareme.agents.forms import Form, refuse_form
from bareme.agents.replies import Reply, read_reply
from bareme.models.providers import endpoint_of
from tests.agents.conftest import GRADER
from tests.agents.examining import GOOD, QUESTIONS, STEP, examine, points_of
from tests.agents.late_slips import LATE
from tests.agents.served_slips import ALONE, SERVED
from tests.agents.slips import PRODUCTIONS, Slip, render
from tests.provider.server import Json, Provider, completion

SCHEMA = examination_schema(QUESTIONS, STEP)
RIGHT = {"1": 3.5, "2.a": 2.0, "2.b": 2.5}
EARLIER = [*PRODUCTIONS, *LATE]
ALL = [*EARLIER, *SERVED]


def read(message: Json, form: Form, finish: str = "stop") -> Reply[Any]:
    """Read a message as the client hands it on."""
    answer = AIMessage(message["content"] or "", response_metadata={"finish_reason": finish})
    answer.additional_kwargs |= {"tool_calls": message["tool_calls"]} if message.get("tool_calls") else {}
    return read_reply(answer, SCHEMA, form)


def marks(reply: Reply[Any]) -> dict[str, object]:
    return {draft.question_id: draft.verdict for draft in reply.value.marks} if reply.value else {}


GOOD_MARKS = marks(read({"content": json.dumps(GOOD)}, Form.JSON_TEXT))


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("slip", ALL, ids=lambda slip: slip.name)
def test_a_slip_alone(slip: Slip, form: Form) -> None:
    reply = read(render(GOOD, (slip,), form), form)
    assert (marks(reply) == GOOD_MARKS) is slip.taken, (reply.problem, reply.slips)
    assert bool(reply.value) is slip.taken
    assert bool(reply.problem) is not slip.taken
    if slip.costs_a_field:
        assert "cannot be read" in reply.slips[0]


@pytest.mark.parametrize("slip", [slip for slip in ALL if slip not in ALONE], ids=lambda slip: slip.name)
def test_slips_in_pairs(slip: Slip) -> None:
    """The marks are kept if both can be taken; they are never others."""
    # Those from servers are paired with a third of the others, which takes a fraction of the time.
    others = EARLIER[::3] if slip in SERVED else EARLIER
    for other, form in itertools.product(others, Form):
        if other is slip or (
            other.level == slip.level and (slip.level == "message" or (slip.place and other.place == slip.place))
        ):
            continue
        message = render(GOOD, (slip, other), form)
        if message in (render(GOOD, (slip,), form), render(GOOD, (other,), form)):
            continue  # one of them finds nothing to change
        reply = read(message, form)
        told = (slip.name, other.name, form, reply.problem)
        if slip.taken and other.taken:
            assert marks(reply) == GOOD_MARKS, told
        else:
            assert reply.value is None, told
            assert reply.problem, told


@pytest.mark.parametrize("form", Form)
@pytest.mark.parametrize("slip", ALL, ids=lambda slip: slip.name)
async def test_a_slip_over_http(provider: Provider, slip: Slip, form: Form) -> None:
    """What can be taken costs one call; the rest is asked again, once, and is right then."""
    await check_over_http(provider, (slip,), form)


@pytest.mark.parametrize(
    ("first", "second"), list(zip(EARLIER, EARLIER[7:] + EARLIER[:7], strict=True))[::6], ids=lambda slip: slip.name
)
async def test_pairs_of_slips_over_http(provider: Provider, first: Slip, second: Slip) -> None:
    if not (first.place and first.place == second.place):
        await check_over_http(provider, (first, second), Form.TOOL)


async def check_over_http(provider: Provider, slips: tuple[Slip, ...], form: Form) -> None:
    endpoint = endpoint_of(GRADER.model)
    for worse in list(Form)[: list(Form).index(form)]:
        refuse_form(worse, endpoint)
    whole = completion("fake", "none", {})
    whole["choices"] = [{"index": 0, "message": render(GOOD, slips, form), "finish_reason": "stop"}]
    good = {**whole, "choices": [{"index": 0, "message": render(GOOD, (), form), "finish_reason": "stop"}]}
    answer = await examine(provider, whole, good)
    assert points_of(answer) == RIGHT
    assert len(provider.requests) == (1 if all(slip.taken for slip in slips) else 2)
