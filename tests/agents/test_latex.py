import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.agents.latex import restore_latex
from bareme.agents.strict_json import parse_value

SWALLOWED = [
    # \b and \f
    r"\bar{x}", r"\beta", r"\begin{cases}", r"\binom{n}{k}", r"\boxed{4}", r"\frac{1}{2}", r"\forall x", r"\flat",
    # \t
    r"2\times3", r"a \times b", r"\theta_0", r"\tan x", r"\tan\theta", r"\tau", r"\text{si }", r"\textbf{v}",
    r"\tfrac12", r"\tilde{x}", r"x \to 0", r"\triangle ABC", r"\therefore", r"\top",
    # \r
    r"\rho", r"\rho_0", r"\left(a\right)", r"\left[a\right]", r"\rangle", r"A \rightarrow B",
    r"A \rightleftharpoons B", r"\rm kg", r"\rfloor", r"\root 3",
    # \n
    r"a \neq b", r"a\neq0", r"\nabla f", r"\not= b", r"x \notin E", r"\neg p", r"a \nleq b", r"a \ngeq b", r"a \nmid b",
    # \n before a letter that may well begin a line
    r"E = h\nu", r"\nu = 3", r"\nu_0", r"h \nu", r"a \ne b", r"a\ne 0", r"x \ne -1", r"(a+b)\ne 0", r"f(\nu)",
]  # fmt: skip


@pytest.mark.parametrize("latex", SWALLOWED)
def test_a_backslash_that_json_swallowed_comes_back(latex: str) -> None:
    careless = json.loads(f'"Donc ${latex}$, d\'où la réponse."'.replace(r"\l", r"\\l"))
    assert "\\" not in careless or r"\left" in latex
    assert restore_latex(careless) == f"Donc ${latex}$, d'où la réponse."


@pytest.mark.parametrize("latex", SWALLOWED)
def test_latex_that_was_sent_with_care_is_returned_as_it_is(latex: str) -> None:
    careful = json.loads(json.dumps(f"Donc ${latex}$ et $${latex}$$."))
    assert restore_latex(careful) == f"Donc ${latex}$ et $${latex}$$."


@pytest.mark.parametrize(
    "text",
    [
        "première ligne\nune autre",
        "a\tb\nnotes\tutiles",
        "$x = 1$\nu = 2",
        "$x = 1\nu = 2$",
        "$x + y = 1\nu + v = 3$",
        "$a = b\ne = mc^2$",
        "$a = b\ne^x = 2$",
        "$x \\in E\nu \\in F$",
        "$a = 1 \\\\\nu$",
        "$$\ne^{x}\n$$",
        "$$\nu = 3\n$$",
        "$$\n\\nu = 3\n$$",
        "$\nu = 3\n$",
        "$\\begin{aligned}\na &= b \\\\\ne &= f\n\\end{aligned}$",
        "Il coûte \\$5\times 3, donc $x$",
        "un $ seul\tan dernier",
        "$a$\times",
        "ligne\r\nligne",
        "",
    ],
)
def test_line_breaks_and_tabs_that_are_meant_stay(text: str) -> None:
    assert restore_latex(text) == text


def test_display_mathematics_is_restored_where_nothing_else_can_be_meant() -> None:
    assert restore_latex("$$\x0crac{a}{b} \times c \neq 0$$") == r"$$\frac{a}{b} \times c \neq 0$$"


def test_several_formulas_are_restored_each_by_itself() -> None:
    assert restore_latex("$\theta$ puis\ttab, $2\times3$") == "$\\theta$ puis\ttab, $2\\times3$"


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
def test_text_without_control_characters_is_unchanged(text: str) -> None:
    assert restore_latex(text) == text
    assert restore_latex(f"${text}$") == f"${text}$"


@given(st.text(st.sampled_from("$\\\t\n\r\f\b\v neutimsxabl=^_{}[]()12")))
def test_restoring_twice_changes_nothing_more(text: str) -> None:
    once = restore_latex(text)
    assert restore_latex(once) == once
    assert not set(once) & set("\f\b\v")


@given(st.text(st.sampled_from("$\\\t\n\r neutimsxabl=^_{}[]()12")))
def test_nothing_but_backslashes_is_put_in_the_place_of_control_characters(text: str) -> None:
    swallowed = str.maketrans({"\t": "\\t", "\n": "\\n", "\r": "\\r"})
    assert restore_latex(text).translate(swallowed) == text.translate(swallowed)


@pytest.mark.parametrize(
    "latex",
    [
        r"\sqrt{2}\nu",
        r"h\nu \cdot \lambda",
        r"\alpha \ne \gamma",
        r"E = h\nu - \phi",
        r"\nu = \sqrt{2}",
        r"(a)\ne \phi",
    ],
)
def test_a_swallowed_backslash_comes_back_beside_one_that_json_does_not_know(latex: str) -> None:
    r"""`\s` is kept by the reader of JSON, so it does not show that the sender escapes backslashes."""
    careless = parse_value(f'"Donc ${latex}$."', [])
    assert "\n" in careless
    assert restore_latex(careless) == f"Donc ${latex}$."
