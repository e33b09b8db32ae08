"""The graphs as Studio draws them: the Mermaid text is under snapshot."""

import pytest
from pydantic import TypeAdapter
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode

from bareme.graphs.grading import graph_grading
from bareme.graphs.mock_exam.contract import MockExamState
from bareme.graphs.mock_exam.graph import graph_mock_exam
from bareme.graphs.state import GradingOutput, GradingState

GRAPHS = {"graph_grading": graph_grading, "graph_mock_exam": graph_mock_exam}


class Mermaid(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT
    file_extension = "mmd"


@pytest.mark.snapshot
@pytest.mark.parametrize("name", GRAPHS)
def test_drawing(name: str, snapshot: SnapshotAssertion) -> None:
    assert GRAPHS[name].get_graph(xray=True).draw_mermaid() == snapshot(extension_class=Mermaid)


def test_every_way_through_the_grading_graph_is_labelled() -> None:
    drawn = graph_grading.get_graph()
    assert [edge for edge in drawn.edges if edge.conditional and not edge.data] == []
    sources, targets = ({getattr(edge, end) for edge in drawn.edges} for end in ("source", "target"))
    assert set(drawn.nodes) == sources | targets
    assert sources - targets == {"__start__"}
    assert targets - sources == {"__end__"}


@pytest.mark.parametrize("name", GRAPHS)
def test_every_node_is_described(name: str) -> None:
    nodes = GRAPHS[name].get_graph().nodes.values()
    assert {node.name for node in nodes if not (node.metadata or {}).get("description")} == {"__start__", "__end__"}


@pytest.mark.parametrize("model", [GradingState, GradingOutput])
def test_every_channel_is_described(model: type[GradingState | GradingOutput]) -> None:
    assert [name for name, field in model.model_fields.items() if not field.description] == []


def test_every_channel_of_the_mock_exam_is_described() -> None:
    channels = TypeAdapter(MockExamState).json_schema()["properties"]
    assert [name for name, channel in channels.items() if not channel.get("description")] == []


def test_marking_a_mock_exam_is_a_node() -> None:
    assert list(graph_mock_exam.get_graph().nodes) == ["__start__", "prepare", "mark", "follow_up", "__end__"]
