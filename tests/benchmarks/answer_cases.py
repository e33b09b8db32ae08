"""Keys and answers whose marks are known by construction: the same answer in other forms, wrong, denied, spaced out.

A family makes a question from a draw: how the key says it, and answers of which it knows what they deserve. It shares
no code and no word lists with the rules.
"""

import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """One answer to one question, and the share of the maximum that it deserves."""

    kind: str
    key: str
    answer: str
    share: float
    criteria: tuple[tuple[str, str], ...] = ()
    """Names and descriptions of criteria of two points each; without any the question is worth two points."""
    question: str = ""

    @property
    def maximum(self) -> int:
        """The question's points."""
        return 2 * max(1, len(self.criteria))


type Family = Callable[[random.Random], Iterator[Case]]


def cases(families: Iterable[Family], *, draws: int, seed: int) -> list[Case]:
    """Return the cases of `draws` draws of each family, each once."""
    found: list[Case] = []
    for family in families:
        for number in range(draws):
            found += family(random.Random(f"{seed} {family.__name__} {number}"))  # noqa: S311
    return list(dict.fromkeys(found))


def made(kind: str, key: str, share: float, answers: Iterable[str], **details: object) -> Iterator[Case]:
    """Yield a case for each of `answers`, which all deserve the same."""
    for answer in answers:
        yield Case(kind, key, answer, share, **details)  # type: ignore[arg-type]


def equations(draw: random.Random) -> Iterator[Case]:
    """The value of an unknown."""
    x, value, factor = draw.choice("xyznt"), draw.randint(2, 30), draw.randint(2, 9)
    key, first = f"{x} = {value}", f"{factor}{x} = {factor * value}"
    right = [key, f"{x}={value}", f"{x}  =  {value}", f"{value}", f"${x} = {value}$", f"{x} = {value}."]
    right += [f"{first}, {key}", f"{first}\n{key}", f"donc {key}", f"so {key}", f"{x} = {value},0", f"{value} = {x}"]
    wrong = [f"{x} = {value + 1}", f"{x} = -{value}", f"{x} ≠ {value}", f"{x} < {value}", f"{factor * value}", first]
    wrong += [f"{x} n'est pas égal à {value}", f"{x} is not {value}", f"{x} = {value}{value}", f"{x} = 1/{value}"]
    wrong += [f"{x} = {value} + {factor}", f"{x} = {value} ou {x} = {value + 1}"]
    yield from made("equation, right", key, 1, right)
    yield from made("equation, wrong", key, 0, wrong)


def alternatives(draw: random.Random) -> Iterator[Case]:
    """A number with another form of it in brackets."""
    top, bottom, factor = draw.choice([1, 2, 3, 5]), draw.choice([7, 11, 13]), draw.randint(2, 5)
    first, second = f"{top}/{bottom}", f"{factor * top}/{factor * bottom}"
    word = draw.choice(["ou", "or", "accepter", "accept", "ou bien", "="])
    key = draw.choice(["{} ({} {})", "{} [{} {}]", "P = {} ({} {})"]).format(first, word, second)
    right = [first, second, f"P = {first}", f"P(A) = {second}", f" {first} ", f"$\\frac{{{top}}}{{{bottom}}}$"]
    wrong = [f"{bottom}/{top}", f"{top + 1}/{bottom}", f"{factor * top}", f"{factor * bottom}", f"{top}"]
    wrong += [f"{factor * top}, {factor * bottom}", f"P = {first} + {first}"]
    yield from made("alternative in brackets, right", key, 1, right)
    yield from made("alternative in brackets, wrong", key, 0, wrong)


_TERMS = (
    ("isosceles triangle", "equilateral triangle", "It is {}not an isosceles triangle", "an"),
    ("triangle isocèle", "triangle rectangle", "Ce {}n'est pas un triangle isocèle", "un"),
    ("kinetic energy", "potential energy", "{}not kinetic energy", "the"),
    ("énergie cinétique", "énergie potentielle", "{}pas l'énergie cinétique", "l'"),
    ("photosynthesis", "respiration", "not {}photosynthesis", "the"),
    ("photosynthèse", "respiration", "ce {}n'est pas la photosynthèse", "la"),
    ("isosceles", "scalene", "not {}isosceles", "it is"),
    ("parallèles", "sécantes", "non {}parallèles", "elles sont"),
    ("Louis XIV", "Louis XVI", "{}pas Louis XIV", "c'est"),
)


def terms(draw: random.Random) -> Iterator[Case]:
    """A term of one or two words."""
    term, other, denied, article = draw.choice(_TERMS)
    points = draw.choice([" (2 pts)", " (2 points)", " (2 marks)", " [2 pts]", " (2p)", " : 2 pts", " - 2 points"])
    points = draw.choice([points, ""])
    kind = "term, {}" + (", points in the key" if points else "")
    right = [term, term.upper(), f"{term.capitalize()}.", term.replace(" ", "  "), f"  {term}\n", f"{article} {term}"]
    right += [f"{term} !", f"« {term} »", f'"{term}"', term.replace(" ", "\n")]
    wrong = [other, f"{other}.", denied.format(""), denied.format(" "), f"not {term}", f"pas {term}", f"jamais {term}"]
    wrong += [f"non-{term}", "2 pts", "points", "?"]
    yield from made(kind.format("right"), term + points, 1, right)
    yield from made(kind.format("wrong"), term + points, 0, wrong)


def truths(draw: random.Random) -> Iterator[Case]:
    """True or false."""
    sides = draw.choice([("Vrai", "Faux", "pas {}"), ("True", "False", "not {}")])
    right, wrong = draw.sample(sides[:2], 2)
    yield from made("true or false, right", right, 1, [right, right.lower(), right.upper(), f"{right}.", f" {right} "])
    yield from made(
        "true or false, wrong", right, 0, [wrong, wrong.lower(), f"{wrong}.", sides[2].format(right.lower())]
    )


def quantities(draw: random.Random) -> Iterator[Case]:
    """A number with its unit, and points or none."""
    value, units = draw.randint(11, 97), draw.choice([("m/s", "kg"), ("cm", "s"), ("g", "cm"), ("V", "A")])
    unit, other = units
    key = f"{value},5 {unit}" + draw.choice(["", " (2 pts)", " (2 points)", " [2]", " : 2 points"])
    right = [f"{value},5 {unit}", f"{value}.5 {unit}", f"{value}.5{unit}", f"= {value},50 {unit}"]
    right += [f"Le résultat est {value},5 {unit}.", f"${value}{{,}}5$ {unit}", f"The answer is {value}.5 {unit}"]
    wrong = [f"{value},5 {other}", f"{value + 2},5 {unit}", f"-{value},5 {unit}", f"{value},5 × 2 {unit}", "2 points"]
    wrong += [f"{value}5 {unit}", f"ce n'est pas {value},5 {unit}", f"not {value}.5 {unit}", f"2 {unit}"]
    yield from made("quantity, right", key, 1, right)
    yield from made("quantity, wrong", key, 0, wrong)


_STEPS = (
    ("subtracts {b}", "divides by {a}"),
    ("soustrait {b}", "divise par {a}"),
    ("takes {b} from both sides", "finds x"),
    ("Isole le terme en x", "Trouve x"),
    ("1st step", "2nd step"),
    ("méthode", "conclusion"),
)


def steps(draw: random.Random) -> Iterator[Case]:
    """Steps as criteria, each a label and an equation."""
    a, b, value = draw.randint(2, 9), draw.randint(2, 9), draw.randint(2, 12)
    first, second = (label.format(a=a, b=b) for label in draw.choice(_STEPS))
    start, middle, end = f"{a}x + {b} = {a * value + b}", f"{a}x = {a * value}", f"x = {value}"
    layouts = (
        ((f"{first}: {middle}", ""), (f"{second}: {end}", "")),
        ((f"{first} : {middle}", ""), (f"{second} : {end}", "")),
        ((first, middle), (second, end)),
        (("Step 1", f"{first}: {middle}"), ("Step 2", f"{second}: {end}")),
    )
    criteria = draw.choice(layouts)
    right = [f"{middle}, {end}", f"{middle}\n{end}", f"{middle} so {end}", f"{middle} donc {end}", f"{middle} ; {end}"]
    right += [f"{start}\n{middle}\n{end}", f"{a}x={a * value} => x={value}", f"${middle}$, ${end}$"]
    right.append(f"{middle}\nx = {a * value}/{a} = {value}")
    half = [f"{middle}, x = {value + 1}", f"{middle}\nx = {a * value} - {a} = {a * value - a}"]
    wrong = [f"{a}x = {a * value + 1}, x = {value + 3}", f"x = {value + 1}", start, f"{first}, {second}"]
    yield from made("steps, right", end, 1, right, criteria=criteria)
    if a * value - a != value:
        yield from made("steps, half right", end, 0.5, half, criteria=criteria)
    yield from made("steps, wrong", end, 0, wrong, criteria=criteria)


_SENTENCES = (
    ("The bulb goes out because the circuit is open.", "The bulb does not go out because the circuit is not open."),
    ("La lampe s'éteint car le circuit est ouvert.", "La lampe ne s'éteint pas car le circuit n'est pas ouvert."),
    ("Plants absorb carbon dioxide and release oxygen.", "Plants do not absorb carbon dioxide, nor release oxygen."),
    ("Le roi signe la Charte en 1814.", "Le roi ne signe pas la Charte en 1814."),
    ("Metals conduct heat well.", "Metals do not conduct heat well."),
    ("Le son ne se propage pas dans le vide.", "Le son se propage dans le vide."),
    ("Sound does not travel through a vacuum.", "Sound travels through a vacuum."),
)


def sentences(draw: random.Random) -> Iterator[Case]:
    """A sentence, as it is and denied."""
    key, denied = draw.choice(_SENTENCES)
    right = [key, key.lower(), key.replace(" ", "  "), key.upper(), key.rstrip(".")]
    yield from made("sentence, right", key, 1, right)
    yield from made("sentence, denied", key, 0, [denied, denied.upper(), denied.rstrip(".")])


WRITTEN: tuple[Family, ...] = (equations, alternatives, terms, truths, quantities, steps, sentences)
