"""The stages of a session, in words."""

from bareme.graphs.session_snapshot import Stage
from bareme.translation import Message

STAGES = {
    Stage.NEW: Message("new"),
    Stage.SCALE: Message("waiting for the scale"),
    Stage.RUBRIC: Message("waiting for the criteria"),
    Stage.GRADING: Message("being graded"),
    Stage.STOPPED: Message("stopped, can be resumed"),
    Stage.REVIEW: Message("in review"),
    Stage.FINISHED: Message("finished"),
}
