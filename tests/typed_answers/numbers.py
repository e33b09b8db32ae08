"""Keys with numbers in them."""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case
from tests.typed_answers.ways import Key, answered


def tolerances(draw: random.Random) -> Iterator[Case]:
    """A quantity with the tolerance that the key allows."""
    whole, unit = draw.randint(11, 80), draw.choice(["cm", "g", "s", "kg"])
    text = draw.choice(
        [f"{whole},0 {unit} ± 0,5 {unit}", f"{whole} {unit} (à 0,5 {unit} près)", f"{whole} {unit} (tolérance : 0,5 {unit})"]
    )  # fmt: skip
    right = [f"{whole} {unit}", f"{whole},3 {unit}", f"{whole - 1},7 {unit}"]
    yield from answered(
        Key("tolerance", text, right, [f"{whole},9 {unit}", f"{whole - 2} {unit}", f"{whole + 3} {unit}"])
    )


def ranges(draw: random.Random) -> Iterator[Case]:
    """Any value of a range is right."""
    low = draw.randint(12, 60)
    high = low + draw.randint(3, 6)
    text, language = draw.choice(
        [
            (f"entre {low} et {high} °C", "fr"), (f"{low} à {high} °C", "fr"), (f"between {low} and {high} °C", "en"),
            (f"{low}–{high} °C", "en"), (f"zwischen {low} und {high} °C", "de"), (f"de {low} a {high} °C", "es"),
            (f"{low} to {high} °C", "en"), (f"{low} bis {high} °C", "de"), (f"[{low} °C ; {high} °C]", "fr"),
        ]
    )  # fmt: skip
    right = [f"{low + 1} °C", f"{high - 1} °C"]
    yield from answered(Key("range", text, right, [f"{high + 4} °C", f"{low - 5} °C"], language))


def bounds(draw: random.Random) -> Iterator[Case]:
    """A lower or an upper bound."""
    value = draw.randint(12, 90)
    text, language, right, wrong = draw.choice(
        [
            (f"plus de {value} km", "fr", [f"plus de {value} km", f"> {value} km"], [f"moins de {value} km", f"< {value} km"]),
            (f"at least {value} kg", "en", [f"at least {value} kg", f"≥ {value} kg"], [f"at most {value} kg", f"< {value} kg"]),
            (f"mindestens {value} m", "de", [f"mindestens {value} m", f"≥ {value} m"], [f"höchstens {value} m", f"< {value} m"]),
            (f"más de {value} l", "es", [f"más de {value} l", f"> {value} l"], [f"menos de {value} l", f"< {value} l"]),
            (f"> {value}", "en", [f"> {value}", f"more than {value}"], [f"< {value}", f"less than {value}", f"{value - 9}"]),
            (f"no more than {value} m", "en", [f"no more than {value} m", f"≤ {value} m"], [f"more than {value} m"]),
        ]
    )  # fmt: skip
    yield from answered(Key("bound", text, right, wrong, language))


def numerals(draw: random.Random) -> Iterator[Case]:
    """A number as a word or as digits."""
    digits, fr, en, de, es = draw.choice(
        [("3", "trois", "three", "drei", "tres"), ("7", "sept", "seven", "sieben", "siete"),
         ("12", "douze", "twelve", "zwölf", "doce"), ("20", "vingt", "twenty", "zwanzig", "veinte")]
    )  # fmt: skip
    language, word = draw.choice([("fr", fr), ("en", en), ("de", de), ("es", es)])
    other = {"fr": "onze", "en": "eleven", "de": "elf", "es": "once"}[language]
    text = draw.choice([digits, word])
    yield from answered(Key("number in words", text, [text, word, digits], [other, "11", f"{digits}5"], language))


def dates(draw: random.Random) -> Iterator[Case]:
    """A day, written out."""
    day, year = draw.randint(13, 28), draw.randint(1700, 1990)
    language, text, same, wrong = draw.choice(
        [
            ("fr", f"{day} juillet {year}", f"{day}/07/{year}", [f"{day} juin {year}", f"juillet {year}", f"{day}/08/{year}"]),
            ("en", f"July {day}, {year}", f"{day} July {year}", [f"June {day}, {year}", f"July {year}", f"July {day - 1}, {year}"]),
            ("de", f"{day}. Juli {year}", f"{day}.07.{year}", [f"{day}. Juni {year}", f"Juli {year}", f"{day}.08.{year}"]),
            ("es", f"{day} de julio de {year}", f"{day}/7/{year}", [f"{day} de junio de {year}", f"{day}/8/{year}"]),
        ]
    )  # fmt: skip
    yield from answered(Key("date in words", text, [text, same], wrong, language))


def centuries(draw: random.Random) -> Iterator[Case]:
    """An ordinal, in Roman or Arabic digits."""
    language, text, right, wrong = draw.choice(
        [
            ("fr", "XVIIIe siècle", ["XVIIIe siècle", "18e siècle", "18ème siècle"], ["XVIIe siècle", "19e siècle", "18 ans", "1800 siècles"]),
            ("en", "18th century", ["18th century", "the 18th century"], ["17th century", "18 centuries", "1800 BC"]),
            ("de", "18. Jahrhundert", ["18. Jahrhundert", "im 18. Jahrhundert"], ["17. Jahrhundert", "18 Jahre"]),
            ("es", "siglo XVIII", ["siglo XVIII", "el siglo XVIII"], ["siglo XVII", "siglo XIX", "18 años"]),
            ("fr", "Louis XIV", ["Louis XIV", "Louis 14"], ["Louis XVI", "Louis XV", "Louis 16"]),
            ("en", "Henry VIII", ["Henry VIII", "King Henry VIII"], ["Henry VII", "Henry II", "Henry"]),
        ]
    )  # fmt: skip
    yield from answered(Key("century", text, right, wrong, language))


def durations(draw: random.Random) -> Iterator[Case]:
    """Hours and minutes."""
    hours, minutes = draw.randint(2, 9), draw.choice([15, 20, 40, 45])
    text = draw.choice([f"{hours} h {minutes} min", f"{hours} h {minutes}", f"{hours}h{minutes}min"])
    right = [text, f"{60 * hours + minutes} min"]
    wrong = [
        f"{hours} h",
        f"{hours},{minutes} h",
        f"{minutes} h {hours} min",
        f"{hours} min {minutes} s",
        f"{minutes} min",
    ]
    yield from answered(Key("duration", text, right, wrong))


def pairs(draw: random.Random) -> Iterator[Case]:
    """Two quantities with names."""
    a, b = draw.sample(range(11, 60), 2)
    language, text, right, wrong, part = draw.choice(
        [
            ("fr", f"longueur {a} cm, largeur {b} cm", [f"longueur {a} cm, largeur {b} cm", f"largeur {b} cm et longueur {a} cm"], [f"longueur {b} cm, largeur {a} cm"], f"longueur {a} cm"),
            ("en", f"m = {a} and n = {b}", [f"m = {a}, n = {b}", f"n = {b} and m = {a}"], [f"m = {b} and n = {a}", f"m = n = {a}"], f"m = {a}"),
            ("de", f"x = {a} und y = {b}", [f"x = {a} und y = {b}", f"x = {a}, y = {b}"], [f"x = {b} und y = {a}"], f"x = {a}"),
            ("es", f"base {a} m y altura {b} m", [f"base {a} m y altura {b} m"], [f"base {b} m y altura {a} m"], f"base {a} m"),
        ]
    )  # fmt: skip
    yield from answered(Key("two quantities", text, right, wrong, language, parts={part: 0.5}))


def sequences(draw: random.Random) -> Iterator[Case]:
    """Numbers in order, or a set of them."""
    a, step = draw.randint(2, 9), draw.randint(3, 7)
    terms = [str(a + step * n) for n in range(4)]
    between = draw.choice([", ", " ; ", " < ", " "])
    text = between.join(terms)
    right = [text, between.join(terms) + " "]
    wrong = [
        between.join(terms[::-1]),
        between.join(terms[:2]),
        terms[0],
        between.join([*terms[:3], "999"]),
        "".join(terms),
    ]
    yield from answered(Key("sequence", text, right, wrong))


def products(draw: random.Random) -> Iterator[Case]:
    """A product of primes, a power, a root."""
    text, right, wrong = draw.choice(
        [
            ("2² × 3 × 5", ["2² × 3 × 5", "2^2 × 3 × 5", "2×2×3×5"], ["2 × 3 × 5", "60", "2 × 3² × 5", "4 × 15"]),
            ("2^10", ["2^10", "1024"], ["2 × 10", "20", "10^2"]),
            ("3√2", ["3√2", "3 √2"], ["√6", "2√3", "3 + √2", "32"]),
            ("5!", ["5!", "120"], ["5", "15", "4!"]),
            ("-3/4", ["-3/4", "-0,75"], ["3/4", "-4/3", "0,75", "-3"]),
            ("10^-3", ["10^-3", "0,001"], ["10^3", "-1000", "-30", "10-3"]),
        ]
    )
    yield from answered(Key("product or power", text, right, wrong))


def percentages(draw: random.Random) -> Iterator[Case]:
    """A share and its direction."""
    value = draw.choice([20, 25, 40])
    language, text, right, wrong = draw.choice(
        [
            ("fr", f"une hausse de {value} %", [f"une hausse de {value} %", f"hausse de {value} %"], [f"une baisse de {value} %", f"{value + 5} %", f"-{value} %"]),
            ("en", f"{value}% decrease", [f"{value}% decrease", f"a decrease of {value}%"], [f"{value}% increase", f"+{value}%", f"{value + 5}% decrease"]),
            ("fr", f"+{value} %", [f"+{value} %", f"+ {value} %"], [f"-{value} %", f"+{value + 5} %"]),
            ("de", f"Rückgang um {value} %", [f"Rückgang um {value} %"], [f"Anstieg um {value} %", f"Rückgang auf {value} %"]),
            ("es", f"{value} % de aumento", [f"{value} % de aumento"], [f"{value} % de descuento", f"{value + 4} % de aumento"]),
            ("en", f"{value} times greater", [f"{value} times greater"], [f"{value} times smaller", f"{value + 3} times greater"]),
            ("en", f"{value} metres north", [f"{value} metres north"], [f"{value} metres south", f"{value} metres"]),
            ("fr", f"{value} m vers le haut", [f"{value} m vers le haut"], [f"{value} m vers le bas"]),
        ]
    )  # fmt: skip
    yield from answered(Key("change with direction", text, right, wrong, language))


NUMBERS = (
    tolerances, ranges, bounds, numerals, dates, centuries, durations, pairs, sequences, products, percentages,
)  # fmt: skip
