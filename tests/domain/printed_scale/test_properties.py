from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.pages import Page, PageKind, TextLine
from bareme.domain.points import add
from bareme.domain.printed_scale import find_scales

_PIECES = st.sampled_from(
    [
        *[
            "Exercice 1",
            "Exercice 2",
            "PARTIE I",
            "Partie A",
            "Question 2b",
            "Uppgift 3",
            "1.",
            "2)",
            "(a)",
            "(b)",
            "iv)",
        ],
        *["(2 points)", "[7 marks]", "(9 p)", "/6", "2,5 pts", "(10", "points)", "5 marks", "(½ point)", "(1 + 2 pts)"],
        *["Total : 20 points", "note sur 20", "chaque réponse vaut 1 point", "La rédaction est notée sur 2 points."],
        *[
            "best four answers",
            "2 exercices sur 3",
            "Barème : 6/4",
            "[4]",
            "(3 points bonus)",
            "Maîtrise de la langue : 4 points",
            "Durée de l'épreuve : 2 h",
            "Page 1 sur 6",
            "Soit f la fonction.",
            "PHYSIQUE",
            "\t",
            " - ",
            "…",
            "(0 points)",
            "9999 p",
        ],
    ]
)
_TEXTS = st.lists(_PIECES, min_size=1, max_size=3).map(" ".join) | st.text(max_size=8)
_LINES = st.builds(
    lambda text, x, y, size, bold: TextLine(text=text, x0=x, y0=y, x1=x + 50, y1=y + size, size=size, bold=bold),
    _TEXTS,
    st.integers(0, 500),
    st.integers(0, 800),
    st.sampled_from([8.0, 12.0, 20.0]),
    st.booleans(),
)


@given(st.lists(st.lists(_LINES, max_size=12), max_size=2))
def test_any_text_gives_a_consistent_candidate(texts: list[list[TextLine]]) -> None:
    pages = [
        Page(index=index, width=595, height=842, kind=PageKind.TYPED, lines=tuple(lines))
        for index, lines in enumerate(texts)
    ]
    for candidate in find_scales(pages):
        ids = [question.id for question in candidate.questions]
        assert len(ids) == len(set(ids))
        assert all(question.parent is None or question.parent in ids for question in candidate.questions)
        groups = [question.max_points for question in candidate.questions if question.parent is None]
        known = [points for points in groups if points is not None]
        chosen = any(warning.startswith("choice") for warning in candidate.warnings)
        if groups and len(known) == len(groups) and not chosen:
            assert candidate.total == add(known)
