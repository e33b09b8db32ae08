"""Mock exams: the submission, the answer key, marks and the evaluation.

The same rules as everywhere in the domain: code sums, models judge. The graph is in `graphs/mock_exam`.
"""
