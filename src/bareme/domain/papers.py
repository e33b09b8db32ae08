"""The teacher's papers that graders are shown beside the scheme."""

from enum import StrEnum


class Paper(StrEnum):
    """What a grader is shown of the teacher's papers. If its context is too short, it is left out in this order."""

    ANSWER_KEY = "answer_key"
    PICTURES = "pictures"  # pages of either document that have no text
    EXAM_PAPER = "exam_paper"
