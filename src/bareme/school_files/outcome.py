"""What became of a row of the school's file."""

from enum import StrEnum


class Outcome(StrEnum):
    """What became of a row, and why nothing was written into it."""

    WRITTEN = "written"
    WRITTEN_WITH_SHORTENED_FEEDBACK = "written_with_shortened_feedback"  # a cell cannot hold all of it
    WRITTEN_WITHOUT_FEEDBACK = "written_without_feedback"  # the file's encoding has not all characters of the feedback
    UNKNOWN = "unknown"  # the session has no such pupil
    AMBIGUOUS = "ambiguous"  # several pupils or copies, or several rows of the file
    CONTRADICTORY = "contradictory"  # the name is one pupil's, the number, e-mail or login another's
    NAME_UNCERTAIN = "name_uncertain"  # nobody has confirmed whose copy it is
    ABSENT = "absent"  # a pupil without a copy
    PROVISIONAL = "provisional"
    NO_TOTAL = "no_total"
    OTHER_MAXIMUM = "other_maximum"  # excused from a question, or under another version of the scheme
    NO_BAND = "no_band"  # below the lowest of the grades
