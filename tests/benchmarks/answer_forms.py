"""Keys and answers whose marks are known by construction: the same answer in other forms, wrong, denied, spaced out.

A family makes a question from a draw: how the key says it, and answers of which it knows what they deserve. It shares no
code with the rules. The families in `HELD_OUT` were written after the rules were done, and nothing was tuned on them.
`python -m tests.benchmarks.answer_forms` prints how many are decided right, decided wrong and left to a person.
"""

import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from langchain_core.messages import HumanMessage, SystemMessage
from rich.console import Console
from rich.table import Table

from bareme.agents.examiner import copy_content, examination_schema, shared_content, system_prompt
from bareme.domain.brief import Brief
from bareme.domain.policy import Grader, Policy
from bareme.domain.scheme import GradingScheme
from bareme.models.offline import OfflineExaminer

DECIDED = 0.6
"""From this confidence on a mark is not flagged, by default."""
HIGH = 0.8


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


@dataclass
class Tally:
    """What became of the cases of one kind."""

    right: int = 0
    wrong: list[tuple[Case, float, float]] = field(default_factory=list)
    """Decided wrong: the case, its points and their confidence."""
    undecided: int = 0

    @property
    def wrong_though_sure(self) -> list[tuple[Case, float, float]]:
        """Those of the wrong ones with a high confidence."""
        return [entry for entry in self.wrong if entry[2] >= HIGH]


type Family = Callable[[random.Random], Iterator[Case]]


def equations(draw: random.Random) -> Iterator[Case]:
    """An unknown's value."""
    name, value, factor = draw.choice("xyznt"), draw.randint(2, 30), draw.randint(2, 9)
    key = f"{name} = {value}"
    for answer in (
        key, f"{name}={value}", f"{name}  =  {value}", f"{value}", f"${name} = {value}$", f"{name} = {value}.",
        f"{factor}{name} = {factor * value}, {name} = {value}", f"{factor}{name} = {factor * value}\n{name} = {value}",
        f"donc {name} = {value}", f"so {name} = {value}", f"{name} = {value},0", f"{value} = {name}",
    ):  # fmt: skip
        yield Case("equation, right", key, answer, 1)
    for answer in (
        f"{name} = {value + 1}", f"{name} = -{value}", f"{name} ≠ {value}", f"{name} < {value}", f"{factor * value}",
        f"{name} n'est pas égal à {value}", f"{name} is not {value}", f"{name} = {value}{value}",
        f"{factor}{name} = {factor * value}", f"{name} = {value} + {factor}", f"{name} = 1/{value}",
    ):  # fmt: skip
        yield Case("equation, wrong", key, answer, 0)


def alternatives(draw: random.Random) -> Iterator[Case]:
    """A number with another form of it in brackets."""
    top, bottom, factor = draw.choice([1, 2, 3, 5]), draw.choice([7, 11, 13]), draw.randint(2, 5)
    first, second = f"{top}/{bottom}", f"{factor * top}/{factor * bottom}"
    word = draw.choice(["ou", "or", "accepter", "accept", "ou bien", "="])
    for key in (f"{first} ({word} {second})", f"{first} [{word} {second}]", f"P = {first} ({word} {second})"):
        for answer in (first, second, f"P = {first}", f"P(A) = {second}", f" {first} ", f"$\\frac{{{top}}}{{{bottom}}}$"):
            yield Case("alternative in brackets, right", key, answer, 1)
        for answer in (f"{bottom}/{top}", f"{top + 1}/{bottom}", f"{factor * top}", f"{factor * bottom}", f"{top}",
                       f"{factor * top}, {factor * bottom}", f"P = {first} + {first}"):  # fmt: skip
            yield Case("alternative in brackets, wrong", key, answer, 0)


TERMS = (
    ("isosceles triangle", "isosceles", "equilateral triangle", "It is {}not an isosceles triangle", "an"),
    ("triangle isocèle", "isocèle", "triangle rectangle", "Ce {}n'est pas un triangle isocèle", "un"),
    ("kinetic energy", "kinetic energy", "potential energy", "{}not kinetic energy", "the"),
    ("énergie cinétique", "énergie cinétique", "énergie potentielle", "{}pas l'énergie cinétique", "l'"),
    ("photosynthesis", "photosynthesis", "respiration", "not {}photosynthesis", "the"),
    ("photosynthèse", "photosynthèse", "respiration", "ce {}n'est pas la photosynthèse", "la"),
    ("isosceles", "isosceles", "scalene", "not {}isosceles", "it is"),
    ("parallèles", "parallèles", "sécantes", "non {}parallèles", "elles sont"),
    ("Louis XIV", "Louis XIV", "Louis XVI", "{}pas Louis XIV", "c'est"),
)


def terms(draw: random.Random) -> Iterator[Case]:
    """A term of one or two words."""
    term, short, other, denied, article = draw.choice(TERMS)
    points = draw.choice(["", "", " (2 pts)", " (2 points)", " (2 marks)", " [2 pts]", " (2p)", " : 2 pts", " - 2 points"])
    key = term + points
    right = [term, term.upper(), term.capitalize() + ".", term.replace(" ", "  "), f"  {term}\n", f"{article} {term}",
             f"{term} !", f"« {term} »", f'"{term}"', term.replace(" ", "\n")]  # fmt: skip
    if term.endswith(short) or short == term:
        right.append(f"{article} {term}, {term}")
    for answer in right:
        yield Case("term, right" + (", points in the key" if points else ""), key, answer, 1)
    for answer in (other, denied.format(""), denied.format(" "), f"not {term}", f"pas {term}", f"non-{term}", f"{other}.",
                   "2 pts", "points", "?", f"jamais {term}"):  # fmt: skip
        yield Case("term, wrong" + (", points in the key" if points else ""), key, answer, 0)


def truths(draw: random.Random) -> Iterator[Case]:
    """True or false."""
    right, wrong, denied = draw.choice([("Vrai", "Faux", "pas vrai"), ("True", "False", "not true")])
    if draw.random() < 0.5:
        right, wrong, denied = wrong, right, denied.replace("vrai", "faux").replace("true", "false")
    for answer in (right, right.lower(), right.upper(), f"{right}.", f" {right} "):
        yield Case("true or false, right", right, answer, 1)
    for answer in (wrong, wrong.lower(), denied, f"{wrong}."):
        yield Case("true or false, wrong", right, answer, 0)


def quantities(draw: random.Random) -> Iterator[Case]:
    """A number with its unit, and sometimes points or an "about"."""
    value, unit, other = draw.randint(11, 97), *draw.choice([("m/s", "kg"), ("cm", "s"), ("g", "cm"), ("V", "A")])
    key = f"{value},5 {unit}" + draw.choice(["", " (2 pts)", " (2 points)", " [2]", " : 2 points"])
    for answer in (f"{value},5 {unit}", f"{value}.5 {unit}", f"{value}.5{unit}", f"= {value},50 {unit}",
                   f"Le résultat est {value},5 {unit}.", f"${value}{{,}}5$ {unit}", f"The answer is {value}.5 {unit}"):  # fmt: skip
        yield Case("quantity, right", key, answer, 1)
    for answer in (f"{value},5 {other}", f"{value + 2},5 {unit}", f"-{value},5 {unit}", f"{value},5 × 2 {unit}", "2 points",
                   f"{value}5 {unit}", f"ce n'est pas {value},5 {unit}", f"not {value}.5 {unit}", f"2 {unit}"):  # fmt: skip
        yield Case("quantity, wrong", key, answer, 0)


STEPS = (
    ("subtracts {b}", "divides by {a}"), ("soustrait {b}", "divise par {a}"), ("takes {b} from both sides", "finds x"),
    ("Isole le terme en x", "Trouve x"), ("1st step", "2nd step"), ("méthode", "conclusion"),
)  # fmt: skip


def steps(draw: random.Random) -> Iterator[Case]:
    """Steps as criteria: a label and a result."""
    a, b, value = draw.randint(2, 9), draw.randint(2, 9), draw.randint(2, 12)
    first, second = (label.format(a=a, b=b) for label in draw.choice(STEPS))
    middle, end = f"{a}x = {a * value}", f"x = {value}"
    criteria = draw.choice([
        ((f"{first}: {middle}", ""), (f"{second}: {end}", "")), ((f"{first} : {middle}", ""), (f"{second} : {end}", "")),
        ((first, middle), (second, end)), (("Step 1", f"{first}: {middle}"), ("Step 2", f"{second}: {end}")),
    ])  # fmt: skip
    for answer in (f"{middle}, {end}", f"{middle}\n{end}", f"{middle} so {end}", f"{middle} donc {end}", f"{middle} ; {end}",
                   f"{a}x + {b} = {a * value + b}\n{middle}\n{end}", f"{a}x={a * value} => x={value}", f"${middle}$, ${end}$",
                   f"{middle}\nx = {a * value}/{a} = {value}"):  # fmt: skip
        yield Case("steps, right", end, answer, 1, criteria)
    for answer in (f"{middle}, x = {value + 1}", f"{middle}\nx = {a * value} - {a} = {a * value - a}"):
        yield Case("steps, half right", end, answer, 0.5, criteria)
    for answer in (f"{a}x = {a * value + 1}, x = {value + 3}", f"x = {value + 1}", f"{a}x + {b} = {a * value + b}", f"{first}, {second}"):
        yield Case("steps, wrong", end, answer, 0, criteria)


SENTENCES = (
    ("The bulb goes out because the circuit is open.", "The bulb does not go out because the circuit is not open."),
    ("La lampe s'éteint parce que le circuit est ouvert.", "La lampe ne s'éteint pas parce que le circuit n'est pas ouvert."),
    ("Plants absorb carbon dioxide and release oxygen.", "Plants do not absorb carbon dioxide and never release oxygen."),
    ("Le roi signe la Charte en 1814.", "Le roi ne signe pas la Charte en 1814."),
    ("Metals conduct heat well.", "Metals do not conduct heat well."),
    ("Le son ne se propage pas dans le vide.", "Le son se propage dans le vide."),
    ("Sound does not travel through a vacuum.", "Sound travels through a vacuum."),
)


def sentences(draw: random.Random) -> Iterator[Case]:
    """A sentence, as it is and denied."""
    key, denied = draw.choice(SENTENCES)
    for answer in (key, key.lower(), key.replace(" ", "  "), key.upper(), key.rstrip(".")):
        yield Case("sentence, right", key, answer, 1)
    for answer in (denied, denied.upper(), "Je ne sais pas." if "é" in key else "I do not know."):
        yield Case("sentence, denied", key, answer, 0)


WRITTEN: tuple[Family, ...] = (equations, alternatives, terms, truths, quantities, steps, sentences)
HELD_OUT: tuple[Family, ...] = ()


def cases(families: Iterable[Family], *, draws: int, seed: int) -> list[Case]:
    """Return the cases of `draws` draws of each family, each once."""
    found = [case for family in families for n in range(draws) for case in family(random.Random(f"{seed}{family}{n}"))]  # noqa: S311
    return list(dict.fromkeys(found))


def judge(found: Sequence[Case], *, rules: str = "lexical") -> dict[str, Tally]:
    """Return what became of the cases, by kind."""
    tallies: defaultdict[str, Tally] = defaultdict(Tally)
    for case, mark in zip(found, _marks(found, rules), strict=True):
        tally, points = tallies[case.kind], _points(mark)
        if points is None or mark["confidence"] < DECIDED:
            tally.undecided += 1
        elif abs(points - case.share * case.maximum) < 0.01:
            tally.right += 1
        else:
            tally.wrong.append((case, points, mark["confidence"]))
    return dict(tallies)


def _points(mark: dict[str, Any]) -> float | None:
    if mark.get("criteria"):
        return sum(criterion["points"] for criterion in mark["criteria"])
    points = mark.get("points")
    return None if points is None or mark["status"] != "graded" else float(points)


def _marks(found: Sequence[Case], rules: str) -> Iterator[dict[str, Any]]:
    policy = Policy(graders=(Grader(model=f"offline:{rules}"),), language="en", mark_step=Decimal("0.25"))
    model = OfflineExaminer(rules=rules).bind_tools([examination_schema([], Decimal("0.25"))])  # type: ignore[arg-type]
    for case in found:
        criteria = [
            {"id": str(number), "name": name, "description": text, "points": 2}
            for number, (name, text) in enumerate(case.criteria, 1)
        ]
        question = {"id": "1", "max_points": case.maximum, "text": case.question, "expected_answer": case.key}
        scheme = GradingScheme.model_validate({"questions": [{**question, "criteria": criteria}]})
        brief = Brief(session_id="s", policy=policy, scheme=scheme)
        shared = shared_content(brief, list(scheme.leaves()))
        message = HumanMessage([shared, copy_content(pages=(), answers={"1": case.answer})])
        reply = model.invoke([SystemMessage(system_prompt(brief)), message])
        yield reply.tool_calls[0]["args"]["marks"][0]


def main() -> int:
    """Print the tables."""
    console = Console(width=150)
    for title, families in (("written with the rules", WRITTEN), ("held out", HELD_OUT)):
        tallies = judge(cases(families, draws=25, seed=14))
        table = Table("kind", "right", "wrong", "wrong though sure", "left to a person", title=title)
        for kind, tally in tallies.items():
            table.add_row(kind, *map(str, (tally.right, len(tally.wrong), len(tally.wrong_though_sure), tally.undecided)))
        console.print(table)
        if "--wrong" in sys.argv:
            seen = Counter[str]()
            for kind, tally in tallies.items():
                for case, points, sure in tally.wrong:
                    seen[kind] += 1
                    if seen[kind] <= 12:
                        console.print(kind, repr(case.key), repr(case.answer), case.criteria, points, sure, markup=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())
