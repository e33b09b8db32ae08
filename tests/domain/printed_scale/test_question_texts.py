"""The text that a paper prints for each question: the right one, or none."""

from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.printed_scale import find_question_texts
from tests.domain.printed_scale.papers import paper

WORDS = ["énergie", "masse", "vitesse", "courbe", "tension", "lampe", "aimant", "ressort", "liquide", "pression"]
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda words: " ".join(words) + ".")
questions = st.lists(st.tuples(sentences, st.lists(sentences, max_size=3)), min_size=2, max_size=4)


@given(
    exercises=st.lists(st.tuples(sentences, questions), min_size=1, max_size=4),
    title=st.sampled_from(["Exercice {} (4 points)", "Problem {} [4 points]"]),
    part=st.sampled_from(["{}) {} (2 points)", "({}) {} [2]"]),
)
def test_each_question_has_its_own_rows(
    exercises: list[tuple[str, list[tuple[str, list[str]]]]], title: str, part: str
) -> None:
    rows, expected = ["# Contrôle"], {}
    for number, (intro, asked) in enumerate(exercises, start=1):
        rows += [title.format(number), intro]
        for letter, (first, further) in zip("abcd", asked, strict=False):
            own = [part.format(letter, first), *further]
            rows += own
            expected[f"{title.partition(' ')[0]} {number}.{letter}"] = "\n".join(own)
    found = find_question_texts(paper("\n".join(rows)))
    assert {question_id: found.get(question_id) for question_id in expected} == expected


def test_a_question_that_is_printed_twice_has_no_text() -> None:
    one, other = (
        "1. Une question. (2 points)\n2. Une autre. (2 points)",
        "1. Encore une. (2 points)\n2. La fin. (2 points)",
    )
    assert find_question_texts(paper(f"# Contrôle\n{one}\n{other}")) == {}


def test_options_belong_to_their_question() -> None:
    text = "# Test\n1. Which one? (1 mark)\nA. this\nB. that\n2. Why? (3 marks)\nExplain it."
    found = find_question_texts(paper(text))
    assert found["1"].splitlines()[1:] == ["A. this", "B. that"]
    assert found["2"] == "2. Why? (3 marks)\nExplain it."
