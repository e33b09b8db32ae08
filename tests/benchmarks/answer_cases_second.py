"""A second set of held-out families, written after the first had been used."""

import random
from collections.abc import Iterator

from tests.benchmarks.answer_cases import Case, Family, made


def money(draw: random.Random) -> Iterator[Case]:
    """An amount of money."""
    amount, sign = draw.randint(12, 980), draw.choice(["€", "£", "$"])
    key = draw.choice(
        [f"{amount},50 {sign}", f"{sign}{amount}.50", f"Prix : {amount},50 {sign}", f"{amount}.50 {sign} (1 pt)"]
    )
    right = [f"{amount},50 {sign}", f"{sign}{amount}.50", f"= {amount},5 {sign}", f"C'est {amount},50 {sign}."]
    wrong = [
        f"{amount},05 {sign}",
        f"{amount + 20},50 {sign}",
        f"plus de {amount},50 {sign}",
        f"under {sign}{amount}.50",
    ]
    wrong += [f"{amount},50 {sign} ou {amount + 9} {sign}", f"{amount},50 {sign} de trop", f"{amount // 2} {sign}"]
    yield from made("money, right", key, 1, right)
    yield from made("money, wrong", key, 0, wrong)


def clock_times(draw: random.Random) -> Iterator[Case]:
    """A time of day or a duration."""
    hours, minutes = draw.randint(7, 22), draw.choice([25, 35, 45, 50])
    key = draw.choice([f"{hours} h {minutes}", f"{hours}h{minutes}", f"{hours}:{minutes}"])
    yield from made("time, right", key, 1, [key, f"à {key}", f" {key} ", f"{key}."])
    wrong = [
        f"{hours + 1}:{minutes}",
        f"{minutes}:{hours}",
        f"{hours} h",
        f"{minutes}",
        f"{hours} min {minutes}",
        f"après {key}",
    ]
    yield from made("time, wrong", key, 0, wrong)


def coordinates(draw: random.Random) -> Iterator[Case]:
    """A pair of coordinates or an ordered list."""
    a, b = draw.sample(range(1, 30), 2)
    key, right, wrong = draw.choice(
        (
            (
                f"({a} ; {b})",
                [f"({a} ; {b})", f"({a};{b})"],
                [f"({b} ; {a})", f"({a} ; -{b})", f"{a}", f"({a} ; {b} ; 0)"],
            ),
            (f"A({a}, {b})", [f"A({a}, {b})", f"A({a},{b})"], [f"A({b}, {a})", f"B({a}, {b})", f"A({a}, {b + 1})"]),
            (f"{a}, {b}, 31", [f"{a}, {b}, 31"], [f"31, {b}, {a}", f"{a}, {b}", f"{b}, {a}, 31", f"{a}, {b}, 32"]),
        )
    )
    yield from made("coordinates, right", key, 1, right)
    yield from made("coordinates, wrong", key, 0, wrong)


def functions(draw: random.Random) -> Iterator[Case]:
    """An expression in x."""
    a, b = draw.sample(range(2, 10), 2)
    key = f"f(x) = {a}x + {b}"
    yield from made("expression, right", key, 1, [key, f"f(x)={a}x+{b}", f"$f(x) = {a}x + {b}$"])
    wrong = [
        f"f(x) = {a}x - {b}",
        f"f(x) = {a + 1}x + {b}",
        f"f(x) = {a}",
        f"{a + b}x",
        f"f(x) = {a}x² + {b}",
        f"f(x) = {b}x + {a}",
    ]
    yield from made("expression, wrong", key, 0, [*wrong, f"g(x) = {a}x - {b}", f"f({a}) = {b}"])


def roles(draw: random.Random) -> Iterator[Case]:
    """Who does what to whom: the same words in another order."""
    key, swapped = draw.choice(
        (
            ("The cat chases the mouse.", "The mouse chases the cat."),
            ("La France envahit la Russie.", "La Russie envahit la France."),
            ("Heat flows from the hand to the spoon.", "Heat flows from the spoon to the hand."),
            ("La masse augmente et le volume diminue.", "La masse diminue et le volume augmente."),
            ("mass divided by volume", "volume divided by mass"),
            ("le produit de la tension par l'intensité", "le quotient de la tension par l'intensité"),
            ("Pierre", "Pierre et Marie"),
            ("Marie Curie", "Pierre Curie"),
        )
    )
    yield from made("roles, right", key, 1, [key, key.upper(), key.rstrip("."), f"  {key}"])
    yield from made("roles, wrong", key, 0, [swapped, swapped.upper(), swapped.rstrip(".")])


def hedged_terms(draw: random.Random) -> Iterator[Case]:
    """A term among others, doubted or in part."""
    key, other = draw.choice((("mercury", "venus"), ("Paris", "Lyon"), ("osmose", "diffusion"), ("verbe", "adverbe")))
    wrong = [f"{key} ou {other}", f"{other} or {key}", f"{key}, {other}", f"{other} et {key}", f"tout sauf {key}"]
    wrong += [f"anti{key}", f"everything but {key}", f"le contraire de {key}", f"plutôt {other} que {key}", f"{key}?"]
    yield from made("hedged term", key, 0, wrong)


def option_letters(draw: random.Random) -> Iterator[Case]:
    """The letter of an option."""
    right, other = draw.sample("ABCD", 2)
    key = draw.choice([right, f"{right} (1789)", f"{right}. la photosynthèse", f"réponse {right}", f"{right}) 12 cm"])
    yield from made("option, right", key, 1, [right, f"{right})", f"réponse {right}", f"({right})", f"Answer {right}"])
    wrong = [
        other,
        f"réponse {other}",
        f"{right} et {other}",
        f"pas {right}",
        f"not {right}",
        f"tout sauf {right}",
        f"{other})",
    ]
    yield from made("option, wrong", key, 0, wrong)


def words_for_criteria(draw: random.Random) -> Iterator[Case]:
    """Criteria in words, met by the key's own sentence, by none and by their denial."""
    first, second, one, two = draw.choice(
        (
            (
                "the tyres grip less",
                "the braking distance grows",
                "The tyres do not grip less",
                "the braking distance shrinks",
            ),
            ("l'adhérence diminue", "la distance augmente", "l'adhérence ne diminue pas", "la distance n'augmente pas"),
        )
    )
    criteria = ((first, ""), (second, ""))
    key = f"{first.capitalize()} and {second}."
    yield from made("criteria in words, right", key, 1, [key, f"{first}. {second}."], criteria=criteria)
    yield from made("criteria in words, wrong", key, 0, [f"{one}, {two}.", "I do not know."], criteria=criteria)


SECOND: tuple[Family, ...] = (
    money,
    clock_times,
    coordinates,
    functions,
    roles,
    hedged_terms,
    option_letters,
    words_for_criteria,
)
