"""A third set of held-out families, written after the second had been used."""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case, Family, made


def yes_or_no(draw: random.Random) -> Iterator[Case]:
    """Yes or no, alone or with a reason."""
    yes, no = draw.choice((("Oui", "Non"), ("Yes", "No"), ("Ja", "Nein")))
    key, wrong = draw.sample((yes, no), 2)
    yield from made("yes or no, right", key, 1, [key, key.lower(), f"{key}.", f"{key} !"])
    yield from made(
        "yes or no, wrong", key, 0, [wrong, wrong.lower(), f"{wrong}.", f"{yes} et {no}", f"{wrong}, {wrong}"]
    )


def numeric_dates(draw: random.Random) -> Iterator[Case]:
    """A date in digits, a ratio, a score."""
    day, month, year = draw.randint(13, 28), draw.randint(2, 9), draw.randint(1700, 1990)
    key, wrong = draw.choice(
        (
            (
                f"{day}/0{month}/{year}",
                [f"{day + 1}/0{month}/{year}", f"0{month}/{day}/{year}", f"{day}/0{month}", f"{year}"],
            ),
            (f"{day}:{month}", [f"{month}:{day}", f"{day + 1}:{month}", f"{day}", f"{day}:{month}:1"]),
            (f"{day}-{month}", [f"{month}-{day}", f"{day - month}", f"{day}-{month + 1}", f"-{month}"]),
            (
                f"{day} pour {month}",
                [f"{month} pour {day}", f"{day + 1} pour {month}", f"{day}", f"{day} contre {month}"],
            ),
        )
    )
    yield from made("digits with signs, right", key, 1, [key, f" {key} ", f"{key}."])
    yield from made("digits with signs, wrong", key, 0, wrong)


def word_forms(draw: random.Random) -> Iterator[Case]:
    """Grammar: the form of a word is what is asked for."""
    key, *wrong = draw.choice(
        (
            ("ils mangent", "ils mange", "ils manges", "il mange", "ils mangeaient"),
            ("went", "goed", "gone", "go", "was going"),
            ("les chevaux", "les chevals", "le cheval", "les cheveux"),
            ("children", "childs", "child", "childrens"),
            ("nous finissons", "nous finissions", "nous finirons", "nous finisson"),
            ("had written", "has written", "had wrote", "have written", "had been written"),
            ("à", "a", "as", "ah"),
            ("die Häuser", "das Haus", "die Hause", "der Häuser"),
        )
    )
    yield from made("word form, right", key, 1, [key, f"{key}.", f" {key}"])
    yield from made("word form, wrong", key, 0, wrong)


def powers(draw: random.Random) -> Iterator[Case]:
    """Scientific notation, roots and powers."""
    a, n = draw.randint(2, 9), draw.randint(3, 8)
    key = draw.choice([f"{a},5 × 10^{n}", f"{a},5·10^{n}", f"${a}{{,}}5 \\times 10^{{{n}}}$"])
    right = [f"{a},5 × 10^{n}", f"{a}.5e{n}", f"{a}5 × 10^{n - 1}", f"${a}.5 \\cdot 10^{{{n}}}$"]
    wrong = [
        f"{a},5 × 10^-{n}",
        f"{a},5 × 10^{n + 1}",
        f"{a},5 × 10{n}",
        f"{a},5",
        f"10^{n}",
        f"{a},5^{n}",
        f"{a},5 × 10",
    ]
    yield from made("power of ten, right", key, 1, right)
    yield from made("power of ten, wrong", key, 0, wrong)
    yield from made("root, right", f"√{a * a + 1}", 1, [f"√{a * a + 1}", f"$\\sqrt{{{a * a + 1}}}$"])
    yield from made(
        "root, wrong", f"√{a * a + 1}", 0, [f"{a * a + 1}", f"-√{a * a + 1}", f"√{a * a + 2}", f"{a}", f"2√{a * a + 1}"]
    )


def lists(draw: random.Random) -> Iterator[Case]:
    """Several terms, all of which are wanted."""
    terms = draw.choice(
        (("hydrogen", "oxygen"), ("la mitose", "la méiose"), ("solide", "liquide", "gaz"), ("Paris", "Rome"))
    )
    key = draw.choice([", ".join(terms), " et ".join(terms), " and ".join(terms), " ; ".join(terms)])
    other = "azote"
    yield from made("list, right", key, 1, [key, ", ".join(terms), " et ".join(terms[::-1]), "\n".join(terms)])
    wrong = [f"ni {terms[0]} ni {terms[1]}", other, f"{other}, carbone", "aucun", f"tout sauf {terms[0]} et {terms[1]}"]
    yield from made("list, wrong", key, 0, wrong)


def equations_of_reactions(draw: random.Random) -> Iterator[Case]:
    """Sides of an arrow and coefficients."""
    key, *wrong = draw.choice(
        (
            ("2 H2 + O2 → 2 H2O", "H2 + O2 → H2O", "2 H2O → 2 H2 + O2", "2 H2 + O2 → H2O2"),
            ("CH4 + 2 O2 → CO2 + 2 H2O", "CO2 + 2 H2O → CH4 + 2 O2", "CH4 + O2 → CO2 + H2O"),
            ("glucose → éthanol + dioxyde de carbone", "éthanol + dioxyde de carbone → glucose", "glucose → éthanol"),
        )
    )
    yield from made("reaction, right", key, 1, [key, key.replace("→", "->"), key.replace(" + ", "+")])
    yield from made("reaction, wrong", key, 0, wrong)


def long_numbers(draw: random.Random) -> Iterator[Case]:
    """Large numbers with groups, and what is near them."""
    thousands, rest = draw.randint(2, 98), draw.randint(101, 899)
    key = draw.choice(
        [f"{thousands} {rest}", f"{thousands}{rest}", f"{thousands} {rest} habitants", f"N = {thousands} {rest}"]
    )
    right = [f"{thousands}{rest}", f"{thousands} {rest}", f"N = {thousands}{rest}", f"{thousands}\u202f{rest}"]
    wrong = [
        f"{thousands}",
        f"{rest}",
        f"{thousands}{rest}0",
        f"{rest} {thousands}",
        f"{thousands + 9} {rest}",
        f"-{thousands}{rest}",
    ]
    yield from made("large number, right", key, 1, right)
    yield from made(
        "large number, wrong", key, 0, [*wrong, f"presque {thousands}{rest}", f"{thousands}{rest} environ ou moins"]
    )


def contradictions(draw: random.Random) -> Iterator[Case]:
    """The right answer, taken back or crossed by another."""
    value, other = draw.sample(range(11, 90), 2)
    wrong = [f"x = {value}\nnon, x = {other}", f"x = {value} ou {other}", f"x = {value}, y = {value}, x = {other}"]
    wrong += [
        f"{value} + {other}",
        f"x = {value}x",
        f"x = {value}/{other}",
        f"x² = {value}",
        f"x + {other} = {value}",
        f"{value}y",
    ]
    wrong += [
        f"x = {value} × {other}",
        f"x → {other}, pas {value}",
        f"la moitié de {value}",
        f"x = {value} %",
        f"x = {value}°",
    ]
    yield from made("contradiction", f"x = {value}", 0, wrong)


THIRD: tuple[Family, ...] = (
    yes_or_no,
    numeric_dates,
    word_forms,
    powers,
    lists,
    equations_of_reactions,
    long_numbers,
    contradictions,
)
