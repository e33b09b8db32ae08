"""The domain of grading: schemes, copies, attempts, decisions, results and statistics.

Pydantic models and pure functions without I/O; each module is imported by its own name. Nothing here depends on the
rest of Barème except `errors` and `translation`.
"""
