"""Classes whose pupils have some of what a school's system knows them by."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import strategies as st

from bareme.domain.copies import Copy, CopyFlag, Student
from bareme.domain.policy import Grader
from bareme.domain.scheme import GradingScheme, Question
from bareme.domain.session import GradedSession
from tests.exports.conftest import attempt, mark, session_of

HOSTILE = ('=HYPERLINK("http://evil.example")', "+33", "-", "@x", "0", "Points Possible", "a,b;c", 'd"e', "x\ny", " ")
NAMES = ("ABADIE Zoé", "BÉNARD Loïc", "bénard loïc", "DUPONT Jeanne-Marie", *HOSTILE[:-1])


def school_class(students: Sequence[Student | None], *, name: str = "Contrôle 3", uncertain: int = 0) -> GradedSession:
    """A session in which the copies have 0, 1, 2 … points of 20, and the last `uncertain` ones an uncertain name."""
    scheme = GradingScheme(questions=(Question(id="1", max_points=Decimal(20)),))
    sure = len(students) - uncertain
    copies = [
        Copy(copy_id=f"c{n:02}", student=student, flags=(CopyFlag.NAME_UNCERTAIN,) if n >= sure else ())
        for n, student in enumerate(students)
    ]
    attempts = [
        attempt(copy.copy_id, "A", [mark("1", n, feedback="=1+1")], confidence=1.0) for n, copy in enumerate(copies)
    ]
    session = session_of(scheme, copies, attempts, graders=1)
    policy = session.policy.model_copy(update={"graders": (Grader(model="openai:gpt-x"),)})
    return session.model_copy(update={"name": name, "policy": policy})


TEXTS = st.sampled_from(("", "", *HOSTILE, *"abcdefgh"))
STUDENTS = st.builds(Student, name=st.sampled_from(NAMES), student_id=TEXTS, email=TEXTS, login=TEXTS)
CLASSES = st.builds(
    school_class, st.lists(st.one_of(STUDENTS, st.none()), min_size=1, max_size=8), uncertain=st.integers(0, 1)
)
