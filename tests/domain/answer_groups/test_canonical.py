"""What rules take for the same answer, and what they must not."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bareme.domain.answer_groups.canonical import canonical
from bareme.domain.quantities import read_quantity
from tests.domain.quantities.notations import OF_DECIMALS, decimals


@pytest.mark.parametrize(
    "texts",
    [
        ("Il sert à couper le courant.", "il sert a couper\nle courant", "IL SERT À COUPER LE COURANT !"),
        ("1,50", "1.5", "1,5", "3/2", r"$\frac{3}{2}$", r"\dfrac32", r"\tfrac{3}2"),
        (r"\frac12", r"\frac{1}{2}", "½", "0,5", "0.50", r"$$ \dfrac{1}{2} $$", r"\(\frac{1}{2}\)"),
        ("v = 2,5 m/s", "v=2.50 m.s⁻¹", r"$v = 2{,}5\ \mathrm{m\cdot s^{-1}}$", "v = 2,5 m·s^-1", "v = 2,5 m s^-1"),
        ("P = U × I = 12 × 0,5 = 6 W", r"$P = U \times I = 12 \cdot 0{,}50 = 6$ W", "P = I*U = 0,5·12 = 6W"),
        ("ρ = m/V = 135/50", r"$\rho = \frac{m}{V} = \dfrac{135}{50}$", "rho = m / V = 135 ÷ 50"),
        ("9 000 m", "9000 m", "9\u202f000m"),
        ("- le fusible fond\n- le courant est coupé", "le fusible fond, le courant est coupé"),
        ("x⁻³", "x^{-3}", "$x^{-3}$", "x^(-3)"),
        (r"$\left( x + 1 \right)^{2}$", "(x+1)²", r"\bigl(x+1\bigr)^2"),
        (r"\sqrt{2}", "√2", "√(2)", r"\sqrt2"),
        ("x <= 3", "x ≤ 3", r"$x \leqslant 3$"),
        ("A", "a", "A."),
        ("2,7 g/cm³", "2.7 g/cm3", r"2,7 \text{ g}/\text{cm}^3", "2,70 g·cm⁻³"),
        ("d'où x = 6", "d’où x = 6"),
        ("un court-circuit", "un court circuit", "un court–circuit"),
        ("3 L", "3 l"),
    ],
)  # fmt: skip
def test_the_same(texts: tuple[str, ...]) -> None:
    assert len({canonical(text) for text in texts}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("12,5 m/s", "12,5"),
        ("12,5 m/s", "12,5 km/h"),
        ("45 km/h", "12,5 m/s"),
        ("250 cm", "2,5 m"),
        ("5 mW", "5 MW"),
        ("V = 3", "v = 3"),
        ("6/4", "3/2"),
        ("9000/720", "12,5"),
        ("1/3", "0,33"),
        ("x = 6", "x = -6"),
        ("– 12", "12"),
        ("- x = 6", "x = 6"),
        ("x = 6", "x ≠ 6"),
        ("x < 6", "x ≤ 6"),
        ("5²", "52"),
        ("x^2", "x_2"),
        ("1,2", "1 ; 2"),
        ("12", "1 2"),
        ("9,000 m", "9 m"),
        ("9,000 m", "9000 m"),
        (r"\frac{1}{2x}", r"\frac{1}{2}x"),
        (r"\frac{1}{ab}", r"\frac{1}{a}b"),
        (r"\sqrt{xy}", r"\sqrt{x}y"),
        (r"\frac{x+1}{2}", r"x+\frac{1}{2}"),
        ("Elle augmente.", "Elle n'augmente pas."),
        ("a - b", "b - a"),
        ("a / b", "b / a"),
        ("2^3", "3^2"),
        ("le chat mange la souris", "la souris mange le chat"),
        ("HCl", "HCL"),
        ("30 m", "30 min"),
        ("$5", "5"),
        ("5!", "5"),
        ("A", "B"),
    ],
)
def test_not_the_same(one: str, other: str) -> None:
    assert canonical(one) != canonical(other)


@pytest.mark.parametrize("text", ["", " \n", "…", "« »", ".", "$ $", r"\,"])
def test_nothing_says_nothing(text: str) -> None:
    assert canonical(text) == ""


@given(st.text(max_size=200))
def test_any_text_has_one(text: str) -> None:
    assert isinstance(canonical(text), str)


@given(st.text(alphabet=r"\{}^_$frac sqt(1)2/.,-", max_size=300))
def test_broken_latex_has_one(text: str) -> None:
    assert isinstance(canonical(text), str)


WORDS = st.lists(st.text(alphabet="abcdeéèàçuvwxyz", min_size=3, max_size=9), min_size=1, max_size=12)


@given(WORDS, st.data())
def test_spaces_accents_case_and_full_stops_make_no_difference(words: list[str], data: st.DataObject) -> None:
    plain = " ".join(words)
    spaces = data.draw(
        st.lists(st.sampled_from([" ", "  ", "\n", "\u00a0", ", "]), min_size=len(words), max_size=len(words))
    )
    spaced = "".join(word + space for word, space in zip(words, spaces, strict=True))
    bare = "".join(c for c in unicodedata.normalize("NFD", plain) if not unicodedata.combining(c))
    assert canonical(plain) == canonical(spaced) == canonical(bare) == canonical(plain.upper() + ".")


@given(st.integers(-(10**6), 10**6), st.sampled_from([0, 1, 2, 4]), st.integers(0, 3))
def test_a_decimal_has_one_spelling(units: int, places: int, zeros: int) -> None:
    """Sign, comma and trailing zeros aside, but for "9,000", which may mean two numbers."""
    value = Fraction(units, 10**places)
    point = f"{float(value):.{places}f}"
    comma = point.replace(".", ",")
    assert canonical(point) == canonical(comma)
    if places in {1, 2} and places + zeros != 3:
        assert canonical(comma + "0" * zeros) == canonical(comma)


@given(st.integers(1, 500), st.integers(1, 500))
def test_fractions_in_any_notation(top: int, bottom: int) -> None:
    forms = [
        f"{top}/{bottom}",
        rf"\frac{{{top}}}{{{bottom}}}",
        rf"$\dfrac{{ {top} }}{{ {bottom} }}$",
        f"{top} ÷ {bottom}",
    ]
    assert len({canonical(form) for form in forms}) == 1


FACTORS = st.lists(st.sampled_from(["U", "I", "t", "12", "0,5", "3 h"]), min_size=2, max_size=4)


@given(FACTORS, st.randoms())
def test_factors_of_a_plain_product_change_places(factors: list[str], random: object) -> None:
    shuffled = list(factors)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert canonical("P = " + " × ".join(factors) + " = 7") == canonical("P = " + r" \times ".join(shuffled) + " = 7")


@given(st.sampled_from(sorted(OF_DECIMALS)), st.sampled_from(sorted(OF_DECIMALS)), decimals, decimals)
def test_numbers_are_the_same_only_if_all_their_readings_are(one: str, other: str, a: Decimal, b: Decimal) -> None:
    """An ambiguous notation ("1,234") is the same as no other spelling."""
    for value in (a, b):
        (text, _), (text_2, _) = OF_DECIMALS[one](a), OF_DECIMALS[other](value)
        found, expected = read_quantity(text), read_quantity(text_2)
        assert found is not None
        assert expected is not None
        if canonical(text) == canonical(text_2):
            assert found.readings == expected.readings
            assert len(found.readings) == 1 or found.notation == expected.notation


@pytest.mark.parametrize("text", ["1,234", "1.234", "3,142 m", "1.500", "12,500 km"])
def test_an_ambiguous_number_is_the_same_as_its_own_spelling_alone(text: str) -> None:
    others = {text.replace(",", "."), text.replace(".", ","), text.replace(",", "").replace(".", "")} - {text}
    assert canonical(text) not in {canonical(other) for other in others}
    assert canonical(text) == canonical(f"  {text} .")
