"""LaTeX of feedback as characters that a pupil can read."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.exports.sheets.formulas import readable


@pytest.mark.parametrize(
    ("latex", "shown"),
    [
        (r"$E_c = \frac{1}{2} m v^2$", "E_c = 1/2 m v²"),
        (r"$\frac{a+b}{c}\times 10^{-3}$", "(a+b)/c × 10⁻³"),
        (r"\(x_{n+1}=x_n^2\)", "xₙ₊₁=xₙ²"),
        (r"\[\int_0^{+\infty} e^{-x^2}\,dx\]", "∫₀^(+∞) e^(-x²) dx"),
        (r"$\mathbb{R}^{+}\setminus\{0\}$", "ℝ⁺∖{0}"),
        (r"$\sqrt[3]{x+1}$ et $\sqrt{2}$", "root(3)(x+1) et √2"),
        (r"$\overline{AB}$, $\overrightarrow{AB}$, $\widehat{ABC}=90^\circ$", "bar(AB), vec(AB), hat(ABC)=90°"),
        (r"$C_6H_{12}O_6$", "C₆H₁₂O₆"),
        (r"$50% \text{ de } 3{,}5~\text{m}$", "50% de 3,5 m"),
        (r"$f''(x)--2$", "f″(x)--2"),
        (r"$\begin{cases} x+y=1 \\ 2x=3\end{cases}$", "x+y=1 ; 2x=3"),
        (r"$$\vec u \cdot \vec{v} \leqslant 2^{2^3}$$", "vec(u)·vec(v)≤ 2^(2³)"),
    ],
)
def test_formulas_are_characters(latex: str, shown: str) -> None:
    assert readable(latex) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a ticket at $5, and two at $10",
        r"d = {1: 2}; print('\n') in C:\temp",
        r"$\ce{H2O}$",  # what the command prints is not known
        r"$\unknown{x}$",
        r"$\frac{1}{2$",
        "$" + "{" * 500 + "}" * 500 + "$",
        "snake_case and 2^3",
    ],
)
def test_what_is_no_formula_or_cannot_be_read_stays(text: str) -> None:
    assert readable(text) == text


@given(st.text(alphabet="$\\{}[]()^_%&~'-ab2 \n", max_size=60) | st.text())
def test_any_text_is_taken(text: str) -> None:
    readable(text)


@given(top=st.integers(0, 99), bottom=st.integers(1, 99), more=st.integers(1, 99))
def test_a_fraction_of_a_sum_keeps_its_brackets(top: int, bottom: int, more: int) -> None:
    assert readable(rf"$\frac{{{top}+{more}}}{{{bottom}}}$") == f"({top}+{more})/{bottom}"
