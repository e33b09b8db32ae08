"""Ways to write a number, each a function from a value to a text: what the tests of quantities draw from."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from hypothesis import strategies as st

type Written = tuple[str, Fraction]
"""A text, and the value that its author means."""

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def grouped(value: Decimal, sign: str, point: str) -> str:
    whole, _, decimals = f"{value:f}".partition(".")
    groups = [whole[max(0, end - 3) : end] for end in range(len(whole), 0, -3)]
    return sign.join(reversed(groups)) + (point + decimals if decimals else "")


def plain(value: Decimal, point: str = ".") -> str:
    return f"{value:f}".replace(".", point)


OF_DECIMALS: dict[str, Callable[[Decimal], Written]] = {
    "plain, dot": lambda d: (plain(d), Fraction(d)),
    "plain, comma": lambda d: (plain(d, ","), Fraction(d)),
    "English groups": lambda d: (grouped(d, ",", "."), Fraction(d)),
    "French groups": lambda d: (grouped(d, " ", ","), Fraction(d)),
    "French groups, typeset": lambda d: (grouped(d, "\u202f", ","), Fraction(d)),
    "German groups": lambda d: (grouped(d, ".", ","), Fraction(d)),
    "Swiss groups": lambda d: (grouped(d, "’", "."), Fraction(d)),
    "LaTeX groups": lambda d: (f"${grouped(d, chr(92) + ',', '{,}')}$", Fraction(d)),
    "true minus": lambda d: ("−" + plain(d, ","), -Fraction(d)),
    "en dash": lambda d: ("– " + plain(d), -Fraction(d)),
    "percent": lambda d: (plain(d, ",") + "\u202f%", Fraction(d)),
    "unit": lambda d: (plain(d, ",") + " km/h", Fraction(d)),
    "LaTeX unit": lambda d: (rf"{plain(d, '{,}')}\,\mathrm{{m\cdot s^{{-2}}}}", Fraction(d)),
    "pounds": lambda d: ("£" + grouped(d, ",", "."), Fraction(d)),
    "dollars": lambda d: (rf"\${plain(d)}", Fraction(d)),
    "symbol": lambda d: (f"v_1 = {plain(d, ',')}", Fraction(d)),
    "function": lambda d: (f"f(3) ≈ {plain(d)}", Fraction(d)),
    "power, times": lambda d: (f"{plain(d)} × 10^5", Fraction(d) * 10**5),
    "power, LaTeX": lambda d: (rf"${plain(d)}\times10^{{-19}}$", Fraction(d) / 10**19),
    "power, raised": lambda d: (f"{plain(d, ',')} · 10{'-3'.translate(_RAISED)}", Fraction(d) / 1000),
    "power, French dot": lambda d: (f"{plain(d, ',')}.10^3", Fraction(d) * 1000),
    "power, calculator": lambda d: (f"{plain(d)}e+05", Fraction(d) * 10**5),
    "power, siunitx": lambda d: (rf"\num{{{plain(d)}e-7}}", Fraction(d) / 10**7),
    "power, program": lambda d: (f"{plain(d)}*10**3", Fraction(d) * 1000),
    "boxed": lambda d: (rf"\boxed{{{plain(d, ',')}}}", Fraction(d)),
    "times π": lambda d: (rf"\frac{{{plain(d)}\pi}}{{\pi}}", Fraction(d)),
    "root": lambda d: (rf"\sqrt{{{plain(d * d)}}}", Fraction(d)),
}  # fmt: skip

OF_FRACTIONS: dict[str, Callable[[Fraction], Written]] = {
    "stroke": lambda f: (f"{f.numerator}/{f.denominator}", f),
    "obelus": lambda f: (f"{f.numerator} ÷ {f.denominator}", f),
    "fraction slash": lambda f: (f"{f.numerator}⁄{f.denominator}", f),
    "frac": lambda f: (rf"\frac{{{f.numerator}}}{{{f.denominator}}}", f),
    "dfrac": lambda f: (rf"$\dfrac{{{f.numerator}}}{{{f.denominator}}}$", f),
    "tfrac, negative": lambda f: (rf"-\tfrac{{{f.numerator}}}{{{f.denominator}}}", -f),
    "negative above": lambda f: (rf"\frac{{-{f.numerator}}}{{{f.denominator}}}", -f),
    "nicefrac": lambda f: (rf"\nicefrac{{{f.numerator}}}{{{f.denominator}}}", f),
    "mixed": lambda f: (f"7 {f.numerator}/{f.denominator}", 7 + f),
    "mixed, LaTeX": lambda f: (rf"7\frac{{{f.numerator}}}{{{f.denominator}}}", 7 + f),
    "product, LaTeX": lambda f: (rf"7\frac{{{f.numerator}}}{{{f.denominator}}}", 7 * f),
    "roots": lambda f: (rf"\frac{{\sqrt{{{f.numerator**2}}}}}{{{f.denominator}}}", f),
}

VULGAR = {"½": (1, 2), "⅓": (1, 3), "⅔": (2, 3), "¼": (1, 4), "¾": (3, 4), "⅕": (1, 5), "⅚": (5, 6), "⅛": (1, 8)}

positive_decimals = st.decimals(Decimal("0.0001"), Decimal(10**9), places=4) | st.integers(1, 10**9).map(Decimal)
decimals = positive_decimals.map(lambda d: Decimal(f"{d:f}".rstrip("0").rstrip(".") if "." in f"{d:f}" else f"{d:f}"))
proper_fractions = st.tuples(st.integers(1, 40), st.integers(41, 99)).map(lambda pair: Fraction(*pair))


@st.composite
def written(draw: st.DrawFn) -> Written:
    """A value in any notation."""
    if draw(st.booleans()):
        return OF_DECIMALS[draw(st.sampled_from(sorted(OF_DECIMALS)))](draw(decimals))
    return OF_FRACTIONS[draw(st.sampled_from(sorted(OF_FRACTIONS)))](draw(proper_fractions))
