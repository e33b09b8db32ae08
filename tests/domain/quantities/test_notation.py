"""Mathematics in plain notation, and that hostile text is read in one pass."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.answer_groups.canonical import canonical
from bareme.domain.quantities import find_quantities, plain_notation, plain_units, read_quantity


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        (r"$\frac{9\,000}{720}$", "9000/720"),
        (r"\frac12", "1/2"),
        (r"\frac{x+1}{2x}", "(x+1)/(2x)"),
        (r"2\frac{1}{2}", "2 (1/2)"),
        ("2½", "2 1/2"),
        ("¾", "3/4"),
        (r"x^\frac12", "x^ (1/2)"),
        (r"\sqrt{\frac{1}{4}}", "√(1/4)"),
        (r"x^{2}5", "x^2 5"),
        ("5²3", "5^2 3"),
        ("x⁻¹", "x^-1"),
        (r"10^{n+1}", "10^(n+1)"),
        ("Cu²⁺", "Cu^(2+)"),
        (r"20^{\circ}\mathrm{C}", "20°C"),
        (r"N\cdot m", "N×m"),
        (r"3 h \times t", "3 h × t"),
        ("1 234 567,5", "1234567,5"),
        ("0 375", "0 375"),
        ("12 3456", "12 3456"),
        ("1’234", "1234"),
        ("2**3", "2^3"),
        ("**bold** 3", "××bold×× 3"),
        ("costs $5", "costs $5"),
        ("x = $", "x ="),
        (r"\phi and \unknown", "φ and unknown"),
    ],
)
def test_one_notation(text: str, plain: str) -> None:
    assert " ".join(plain_notation(text).split()) == plain


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("5 m/s", "5|m·s^-1|"),
        ("2,5 m s^-1", "2,5|m·s^-1|"),
        ("2,7 g/cm3 d'eau", "2,7|cm^-3·g| d'eau"),
        ("3 l", "3|L|"),
        ("3 litres", "3|L|"),
        ("3 h × t", "3|h| × t"),
        ("3 m et 2 min", "3|m| et 2|min|"),
        ("(5) kg", "(5)|kg|"),
        ("5 mWh", "5|mWh|"),
        ("5 x", "5 x"),
    ],
)
def test_one_spelling_of_units(text: str, plain: str) -> None:
    assert plain_units(text) == plain


HOSTILE = [
    r"\frac{", r"\frac{1}{", "{", "}", r"\text{a", "^{", "$", "$$", "$a$$", "\\", "1,", "1.", "1 ", "1 000 ", "1'000",
    "√(", "(", "¼", "1¼", "²3", r"\sqrt{", r"\SI{1}{", "^ °", "m/s ", "1 m ", "s^-1 ", " ", "\n", "\n- ", "~",
    r"\left(", "a_1", "x=", "10^", "1×10^", "1e", "1/", "1 :", "° ", "**1", r"\mathrm{m} ", r"1\frac12", "1(",
]  # fmt: skip


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_one_pass(piece: str) -> None:
    """A pattern that backtracks takes hours for texts of this length."""
    text = piece * (30_000 // len(piece))
    assert len(plain_notation(text)) <= 5 * len(text)
    assert len(plain_units(text)) <= 4 * len(text)
    assert len(find_quantities(text)) <= len(text)
    assert len(canonical(text)) <= 6 * len(text)
    assert read_quantity(text) is None


@given(st.text(alphabet=r"\{}^_$frac sqt(1)2/.,-'×√¼²μ€ ", max_size=200))
def test_any_text_has_a_plain_notation(text: str) -> None:
    plain = plain_notation(text)
    assert "{" not in plain
    assert not any(sign in plain for sign in "−\u202f¼²")
