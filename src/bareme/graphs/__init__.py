"""The graphs that a client runs, `graph_grading` and `graph_mock_exam`: wiring, nodes and wire contract."""

from bareme.translation import load_translators

load_translators()  # the servers run nodes in an event loop, where reading a file is an error
