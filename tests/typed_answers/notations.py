"""Keys in a notation of their own: formulas, options, lists, matches, code."""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case
from tests.typed_answers.ways import Key, answered


def lists(draw: random.Random) -> Iterator[Case]:
    """Some of a list are enough."""
    language, text, right, wrong, part = draw.choice(
        [
            ("en", "two of: oxygen, nitrogen, argon", ["oxygen, argon", "nitrogen and oxygen"], ["helium, neon"], "oxygen"),
            ("fr", "deux parmi : fer, cuivre, zinc", ["fer, zinc", "cuivre et fer"], ["bois, verre"], "fer"),
            ("de", "zwei von: Eisen, Kupfer, Zink", ["Eisen, Zink", "Kupfer und Eisen"], ["Holz, Glas"], "Eisen"),
            ("es", "dos de: hierro, cobre, zinc", ["hierro, zinc", "cobre y hierro"], ["madera, vidrio"], "hierro"),
            ("en", "Any two from: cost, noise, pollution", ["cost and noise", "noise, pollution"], ["speed, comfort"], "noise"),
        ]
    )  # fmt: skip
    yield from answered(Key("some of a list", text, right, wrong, language, parts={part: 0.5}, sole=False))


def orders(draw: random.Random) -> Iterator[Case]:
    """Steps or letters in an order."""
    text, right, wrong, language = draw.choice(
        [
            ("C, A, D, B", ["C, A, D, B", "C A D B", "CADB"], ["A, B, C, D", "C, A, B, D", "B, D, A, C"], "en"),
            ("3 - 1 - 4 - 2", ["3 - 1 - 4 - 2", "3, 1, 4, 2"], ["1 - 2 - 3 - 4", "2 - 4 - 1 - 3"], "fr"),
            ("larva, pupa, adult", ["larva, pupa, adult"], ["pupa, larva, adult", "adult, pupa, larva"], "en"),
            ("prophase, métaphase, anaphase", ["prophase, métaphase, anaphase"], ["métaphase, prophase, anaphase"], "fr"),
            ("Frühling, Sommer, Herbst", ["Frühling, Sommer, Herbst"], ["Sommer, Frühling, Herbst"], "de"),
        ]
    )  # fmt: skip
    yield from answered(Key("order", text, right, wrong, language, "Put in order."))


def matches(draw: random.Random) -> Iterator[Case]:
    """Numbers matched with letters."""
    letters = draw.sample("abcd", 3)
    first, second, third = letters
    join = draw.choice(["{}-{}", "{}{}", "{} → {}", "{}: {}", "{} = {}"])

    def said(*order: str) -> str:
        return ", ".join(join.format(number, letter) for number, letter in enumerate(order, 1))

    wrong = [said(second, first, third), said(third, second, first), said(second, third, first)]
    yield from answered(Key("match", said(*letters), [said(*letters), said(*letters)], wrong, "en", "Match."))


def option_texts(draw: random.Random) -> Iterator[Case]:
    """Options with texts; the key gives the letter, the text or both."""
    options = draw.choice(
        [("Paris", "Lyon", "Lille"), ("2 m/s", "4 m/s", "8 m/s"), ("mitosis", "meiosis", "osmosis"), ("vrai", "faux", "indécidable")]
    )  # fmt: skip
    place = draw.randrange(3)
    letter, option = "ABC"[place], options[place]
    question = "Choose. " + " ".join(f"{name}) {text}" for name, text in zip("ABC", options, strict=True))
    text = draw.choice([letter, f"{letter}) {option}", option, f"{letter} : {option}"])
    others = [n for n in range(3) if n != place]
    wrong = [
        "ABC"[others[0]],
        options[others[1]],
        f"{'ABC'[others[0]]}) {options[others[0]]}",
        f"{letter}) {options[others[0]]}",
    ]
    yield from answered(Key("option with text", text, [letter, option, f"{letter}) {option}"], wrong, "en", question))


def several_options(draw: random.Random) -> Iterator[Case]:
    """All the right options, and no other."""
    first, second, other = draw.sample("ABCDE", 3)
    text = draw.choice(
        [
            f"{first}, {second}",
            f"{first} et {second}",
            f"{first} and {second}",
            f"{first}{second}",
            f"{first}; {second}",
        ]
    )
    right = [f"{first}, {second}", f"{second} et {first}", f"{first} {second}", f"{first}-{second}"]
    wrong = [f"{first}, {other}", other, f"{first}, {second}, {other}"]
    yield from answered(Key("several options", text, right, wrong, parts={first: 0.5}))


def formulas(draw: random.Random) -> Iterator[Case]:
    """A formula in letters."""
    text, right, wrong = draw.choice(
        [
            ("U = R × I", ["U = R × I", "U = RI", "U=R*I", "U = I × R"], ["U = R / I", "U = R + I", "I = U × R", "U = R"]),
            ("E = mc²", ["E = mc²", "E=mc^2"], ["E = mc", "E = m²c", "E = 2mc", "E = m/c²"]),
            ("V = 4/3 π r³", ["V = 4/3 π r³", "V = 4πr³/3"], ["V = 4/3 π r²", "V = 3/4 π r³", "V = 4 π r²"]),
            ("(a + b)² = a² + 2ab + b²", ["(a + b)² = a² + 2ab + b²"], ["(a + b)² = a² + b²", "(a + b)² = a² - 2ab + b²"]),
            ("y = 2x + 3", ["y = 2x + 3", "y = 3 + 2x"], ["y = 3x + 2", "y = 2x - 3", "y = -2x + 3"]),
            ("x ≤ 3", ["x ≤ 3", "3 ≥ x"], ["x ≥ 3", "x < 3", "x = 3"]),
            ("f'(x) = 2x", ["f'(x) = 2x"], ["f(x) = 2x", "f'(x) = x²", "f'(x) = 2"]),
            ("v = d/t", ["v = d/t", "v = d ÷ t"], ["v = t/d", "v = d × t", "d = v/t"]),
        ]
    )  # fmt: skip
    yield from answered(Key("formula", text, right, wrong, "en"))


def chemistry(draw: random.Random) -> Iterator[Case]:
    """Formulas and ions."""
    text, right, wrong = draw.choice(
        [
            ("C6H12O6", ["C6H12O6", "C₆H₁₂O₆"], ["C6H12O5", "C12H6O6", "c6h12o6 + H2O", "CHO"]),
            ("Na⁺", ["Na⁺", "Na+"], ["Na-", "Na", "Na2+", "NA"]),
            ("SO₄²⁻", ["SO₄²⁻", "SO4^2-"], ["SO₃²⁻", "SO4", "SO4 2+"]),
            ("Fe + S → FeS", ["Fe + S → FeS", "Fe + S -> FeS"], ["FeS → Fe + S", "Fe + S → Fe", "Fe + 2 S → FeS2"]),
            ("pH > 7", ["pH > 7", "pH supérieur à 7"], ["pH < 7", "pH = 7", "7"]),
            ("1s² 2s² 2p⁶", ["1s² 2s² 2p⁶"], ["1s² 2s² 2p⁴", "1s² 2p⁶", "2p⁶ 2s² 1s"]),
        ]
    )
    yield from answered(Key("chemical formula", text, right, wrong))


def outputs(draw: random.Random) -> Iterator[Case]:
    """What a program prints, or a piece of code."""
    text, wrong = draw.choice(
        [
            ("[1, 2, 3]", ["[1, 2]", "[3, 2, 1]", "(1, 2, 3)", "[1, 2, 3, 4]", "6"]),
            ("Hello, world!", ["Hello", "Hello, world", "Goodbye, world!"]),
            ("True", ["False", "true and false", "None"]),
            ("0 1 2", ["1 2 3", "0 1 2 3", "012", "0 1"]),
            ("range(1, 10)", ["range(10)", "range(0, 10)", "range(1, 11)"]),
            ("x += 1", ["x -= 1", "x = 1", "x + 1"]),
            ("1011", ["1101", "11", "101", "1011 + 1"]),
            ("SELECT name FROM pupils", ["SELECT * FROM pupils", "SELECT name FROM teachers", "DELETE FROM pupils"]),
            ("O(n log n)", ["O(n)", "O(n²)", "O(log n)", "n log n²"]),
            ("a[0]", ["a[1]", "a(0)", "a"]),
            ("!=", ["==", "=", "<"]),
        ]
    )
    yield from answered(Key("code", text, [text], wrong, "en"))


def intervals(draw: random.Random) -> Iterator[Case]:
    """Intervals and sets."""
    text, right, wrong = draw.choice(
        [
            ("]−∞ ; 3]", ["]−∞ ; 3]", "]-∞;3]"], ["[−∞ ; 3[", "]3 ; +∞[", "]−∞ ; 3[", "3"]),
            (
                "S = {-2 ; 5}",
                ["S = {-2 ; 5}", "{-2;5}", "{5 ; -2}"],
                ["S = {2 ; -5}", "S = {-2}", "[-2 ; 5]", "]-2 ; 5["],
            ),
            ("(2 ; -3)", ["(2 ; -3)", "(2;-3)"], ["(-3 ; 2)", "(2 ; 3)", "2"]),
            ("ℝ \\ {0}", ["ℝ \\ {0}"], ["ℝ", "{0}", "ℝ \\ {1}"]),
            ("∅", ["∅"], ["{0}", "0", "ℝ"]),
            ("A ∩ B", ["A ∩ B"], ["A ∪ B", "A", "A \\ B"]),
            ("p ∧ ¬q", ["p ∧ ¬q"], ["p ∨ ¬q", "¬p ∧ q", "p ∧ q"]),
        ]
    )
    yield from answered(Key("interval or set", text, right, wrong, "en"))


def ratios(draw: random.Random) -> Iterator[Case]:
    """Ratios, scales, odds."""
    a, b = draw.sample([2, 3, 5, 7, 8, 9], 2)
    language, text, right, wrong = draw.choice(
        [
            ("en", f"{a}:{b}", [f"{a}:{b}", f"{a} : {b}"], [f"{b}:{a}", f"{a}:{b + 1}", f"{a}"]),
            ("fr", "1/25 000", ["1/25 000", "1/25000"], ["1/2 500", "25 000", "1/250 000"]),
            ("en", f"{a} in {a + b}", [f"{a} in {a + b}"], [f"{b} in {a + b}", f"{a} to {b}", f"{a + b} in {a}"]),
            ("fr", f"{a} fois plus grand", [f"{a} fois plus grand"], [f"{a} fois plus petit", f"{b} fois plus grand"]),
            ("en", f"{a} out of {a + b} pupils", [f"{a} out of {a + b} pupils"], [f"{b} out of {a + b} pupils"]),
            ("de", f"im Verhältnis {a} zu {b}", [f"im Verhältnis {a} zu {b}", f"{a} zu {b}"], [f"{b} zu {a}"]),
        ]
    )
    yield from answered(Key("ratio", text, right, wrong, language))


NOTATIONS = (
    lists, orders, matches, option_texts, several_options, formulas, chemistry, outputs, intervals, ratios,
)  # fmt: skip
