"""`graph_mock_exam`, which marks a student's online mock exam."""
