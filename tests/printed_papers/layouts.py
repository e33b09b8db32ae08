"""Kinds of layout that the reader was developed with."""

from decimal import Decimal

from tests.printed_papers.draft import Draft, flat, truth, whole
from tests.printed_papers.sheet import Truth


def marks_in_headings(paper: Draft) -> Truth:
    values = paper.values(paper.count())
    paper.title()
    if paper.chance.random() < 0.4:
        paper.write(paper.says.total.format(paper.number(sum(values, Decimal(0)))))
    place = paper.chance.choice(["beside", "margin", "colon"])
    for number, value in enumerate(values, start=1):
        label = f"{paper.says.exercise} {number}"
        if place == "beside":
            paper.head(f"{label} {paper.in_brackets(value)}")
        elif place == "margin":
            paper.head(label, right=paper.mark(value))
        else:
            paper.head(f"{label} : {paper.chance.choice(paper.says.topics)} {paper.in_brackets(value)}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def marks_at_parts(paper: Draft) -> Truth:
    paper.title()
    groups = []
    sums = paper.chance.random() < 0.5
    margin = paper.chance.random() < 0.5
    labels = paper.chance.choice(["abc", "(abc)", "123"])
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.randint(2, 4))
        total = sum(parts, Decimal(0))
        paper.head(f"{paper.says.exercise} {number}" + (f" {paper.in_brackets(total)}" if sums else ""))
        paper.prose()
        for index, value in enumerate(parts):
            sign = {"abc": "abcd"[index] + ")", "(abc)": f"({'abcd'[index]})", "123": f"{index + 1}."}[labels]
            mark = paper.in_brackets(value)
            if margin:
                paper.write(f"{sign} {paper.task()}", indent=14, right=mark)
            else:
                paper.write(f"{sign} {paper.task()} {mark}", indent=14)
        groups.append((total, tuple(parts)))
    return truth(tuple(groups))


def numbers_alone(paper: Draft) -> Truth:
    """Questions with a number and no word; the mark is at the end."""
    values = paper.values(paper.chance.randint(4, 8), halves=False)
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.write(f"{number}. {paper.chance.choice(paper.says.prose)}", bold=False)
        paper.write(f"{paper.task()} {paper.in_brackets(value)}", indent=14)
    return truth(flat(values))


def continued_and_total_for_question(paper: Draft) -> Truth:
    paper.title()
    groups = []
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.choice([1, 2, 3]), halves=False)
        paper.sheet.turn()
        paper.write(f"{number}.", bold=True)
        paper.prose()
        for index, value in enumerate(parts):
            paper.write(f"({'abc'[index]}) {paper.task()}" if len(parts) > 1 else paper.task(), indent=20)
            paper.write("", right=f"({value:f})")
        if paper.chance.random() < 0.6:
            paper.sheet.turn()
            paper.write(f"Question {number} continued", indent=180, bold=True)
        mark = f"{sum(parts):f} mark{'s' if sum(parts) > 1 else ''}"
        paper.write("", right=f"(Total for Question {number} is {mark})")
        groups.append((sum(parts, Decimal(0)), tuple(parts) if len(parts) > 1 else ()))
    paper.write("", right=f"TOTAL FOR PAPER IS {whole(tuple(groups)):f} MARKS")
    return truth(tuple(groups))


def transposed_cover_table(paper: Draft) -> Truth:
    values = paper.values(paper.chance.randint(3, 7), halves=False)
    total = sum(values, Decimal(0))
    word = paper.says.exercise.upper() if paper.chance.random() < 0.5 else paper.says.exercise
    paper.title()
    points = paper.says.before.format("").strip(" :")
    last = paper.chance.choice(["Total", "Sum"])
    paper.sheet.cells([word, "", *[str(n + 1) for n in range(len(values))], last], step=45)
    paper.sheet.cells([f"max. {points}", "", *[paper.number(value) for value in values], paper.number(total)], step=45)
    paper.sheet.turn()
    for number in range(1, len(values) + 1):
        paper.head(f"{paper.says.exercise} {number}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def cover_table_in_rows(paper: Draft) -> Truth:
    values = paper.values(paper.count(), halves=False)
    paper.title()
    again = paper.chance.random() < 0.6
    points = paper.says.before.format("").strip(" :").capitalize()
    paper.sheet.cells([paper.says.exercise, points], step=120, indent=90)
    full = paper.chance.random() < 0.5
    for number, value in enumerate(values, start=1):
        name = f"{paper.says.exercise} {number}" if full else f"{number}"
        paper.sheet.cells([name, paper.number(value)], step=120, indent=90)
    paper.sheet.cells(["Total", paper.number(sum(values, Decimal(0)))], step=120, indent=90)
    paper.sheet.turn()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number}" + (f" {paper.in_brackets(value)}" if again else ""))
        paper.prose()
        paper.write(paper.task())
    return truth(flat(values))


def word_before_number(paper: Draft) -> Truth:
    values = paper.values(paper.count())
    paper.title()
    bracket = paper.chance.choice(["({})", "[{}]", "- {}"])
    for number, value in enumerate(values, start=1):
        mark = bracket.format(paper.says.before.format(paper.number(value)))
        paper.head(f"{paper.says.exercise} {number} {mark}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def marks_in_left_margin(paper: Draft) -> Truth:
    paper.title()
    groups = []
    in_margin = paper.chance.random() < 0.5
    inner = paper.chance.random() < 0.6
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.randint(2, 3))
        total = sum(parts, Decimal(0))
        mark = f"[{paper.says.short.format(paper.number(total))}]"
        text = f"{number}. {paper.chance.choice(paper.says.topics)}."
        paper.write(text if in_margin else f"{mark} {text}", left=mark if in_margin else "", bold=paper.bold)
        paper.prose()
        for index, value in enumerate(parts):
            own = f" [{paper.says.short.format(paper.number(value))}]" if inner else ""
            paper.write(f"({'abc'[index]}) {paper.task()}{own}", indent=20)
        groups.append((total, tuple(parts) if inner else ()))
    return truth(tuple(groups))


def arithmetic(paper: Draft) -> Truth:
    paper.title()
    values = []
    for number in range(1, paper.count() + 1):
        each, times = paper.chance.randint(1, 4), paper.chance.randint(1, 4)
        sum_form = paper.chance.random() < 0.5
        value = Decimal(each * times)
        how = " + ".join([str(each)] * times) if sum_form else f"{times} {paper.chance.choice('x*')} {each}"
        mark = paper.mark(value) if times == 1 and sum_form else f"{how} = {paper.mark(value)}"
        if paper.chance.random() < 0.5:
            paper.write(f"{number}. {paper.task()} ({mark})")
        else:
            paper.write(f"{number}. [{mark}] {paper.task()}")
        paper.prose()
        values.append(value)
    return truth(flat(values))


def instructions_on_cover(paper: Draft) -> Truth:
    paper.title()
    for number, sentence in enumerate(paper.says.instructions, start=1):
        paper.write(f"{number}. {sentence}")
    paper.sheet.turn()
    groups = []
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.choice([1, 2, 3]))
        paper.write(f"{number}.")
        paper.prose()
        for index, value in enumerate(parts):
            sign = f"({'abc'[index]}) " if len(parts) > 1 else ""
            paper.write(f"{sign}{paper.task()}", right=paper.in_brackets(value), indent=14)
        groups.append((sum(parts, Decimal(0)), tuple(parts) if len(parts) > 1 else ()))
    return truth(tuple(groups))


def list_at_the_end(paper: Draft) -> Truth:
    paper.title()
    groups = []
    lines = []
    for number in range(1, paper.chance.randint(2, 4) + 1):
        parts = paper.values(paper.chance.randint(2, 4))
        paper.head(f"{paper.says.exercise} {number}.")
        paper.prose()
        for index in range(len(parts)):
            paper.write(f"{index + 1}. {paper.task()}", indent=10)
        items = ", ".join(f"({index + 1}) {paper.mark(value)}" for index, value in enumerate(parts))
        lines.append(f"{paper.says.exercise} {number} : {items}")
        groups.append((sum(parts, Decimal(0)), tuple(parts)))
    paper.write(paper.says.before.format("").strip().capitalize(), bold=paper.bold)
    for line in lines:
        paper.write(line, indent=8)
    paper.write(paper.says.total.format(paper.number(whole(tuple(groups)))))
    return truth(tuple(groups))


def criteria_grid(paper: Draft) -> Truth:
    values = paper.values(paper.chance.randint(3, 4), halves=False)
    total = sum(values, Decimal(0))
    paper.title()
    paper.head(f"{paper.chance.choice(paper.says.topics)} {paper.in_brackets(total)}")
    paper.prose()
    for topic, value in zip(paper.chance.sample(paper.says.topics, len(values)), values, strict=True):
        paper.write(f"{topic} : {paper.task()}", right=paper.mark(value))
        paper.write(paper.task(), indent=90)
    return Truth(total, ((total, tuple(values)),))


def a_block_without_a_known_word(paper: Draft) -> Truth:
    values = paper.values(paper.count())
    strange = paper.chance.choice(["Quizz", "QCM", "Vocabulaire", "Multiple choice", "Hörverstehen", "Test", "Trivia"])
    first = paper.chance.random() < 0.5
    paper.title()
    names = [f"{paper.says.exercise} {number}" for number in range(1, len(values))]
    names = [strange, *names] if first else [*names, strange]
    for name, value in zip(names, values, strict=True):
        paper.head(f"{name} {paper.in_brackets(value)}")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def total_in_the_title(paper: Draft) -> Truth:
    values = paper.values(paper.count(), halves=False)
    total = paper.form.format(paper.number(sum(values, Decimal(0))))
    join = paper.chance.choice(["{}, {}", "{} ({})", "{} - {}"])
    paper.write(join.format(paper.says.title, total), size=14, bold=True)
    bare = paper.chance.random() < 0.5
    for number, value in enumerate(values, start=1):
        if bare:
            paper.write(f"{number}. {paper.task()} {paper.in_brackets(value)}")
        else:
            paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
            paper.tasks()
        paper.prose()
    return truth(flat(values))


def block_total_on_its_own_line(paper: Draft) -> Truth:
    paper.title()
    groups = []
    for number in range(1, paper.count() + 1):
        parts = paper.values(paper.chance.randint(2, 4))
        total = sum(parts, Decimal(0))
        paper.head(f"{paper.says.exercise} {number}. {paper.chance.choice(paper.says.topics)}")
        paper.prose()
        for index, value in enumerate(parts):
            paper.write(f"{'abcd'[index]}) {paper.task()} ({paper.says.short.format(paper.number(value))})", indent=10)
        paper.write("", right=f"({paper.says.short.format(paper.number(total))})")
        groups.append((total, tuple(parts)))
    return truth(tuple(groups))


def cover_contradicts_headings(paper: Draft) -> Truth:
    values = paper.values(3, halves=False)
    others = [value + change for value, change in zip(values, paper.chance.choice([(1, 2, 0), (3, 1, 2)]), strict=True)]
    paper.title()
    for number, value in enumerate(others, start=1):
        paper.write(f"{paper.says.exercise} {number}", right=paper.mark(value))
    paper.sheet.turn()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number} {paper.in_brackets(value)}")
        paper.prose()
    return Truth(sum(values, Decimal(0)), flat(values), contradictory=True)


def nothing_printed(paper: Draft) -> Truth:
    paper.title()
    for number in range(1, paper.count() + 1):
        paper.head(f"{paper.says.exercise} {number}")
        paper.prose()
        paper.tasks()
        paper.write(f"y = {number}x + {number + 2} ({number})", indent=60)
    return Truth(None, ())


def fractions_of_the_total(paper: Draft) -> Truth:
    values = [Decimal(v) for v in paper.chance.choice([(15, 25, 60), (20, 30, 10, 40), (35, 15, 50)])]
    paper.title()
    for number, value in enumerate(values, start=1):
        name = paper.chance.choice(paper.says.points).format(f"{value:f}/100")
        paper.head(f"{paper.says.exercise} {number} ({name})")
        paper.prose()
        paper.tasks()
    return truth(flat(values))


def short_unit_without_brackets(paper: Draft) -> Truth:
    paper.title()
    groups = []
    for number in range(1, paper.chance.randint(2, 4) + 1):
        parts = [
            Decimal(paper.chance.choice(["0.25", "0.5", "0.75", "1", "1.5"])) for _ in range(paper.chance.randint(2, 4))
        ]
        paper.head(f"{paper.says.exercise} {number}")
        paper.prose()
        for index, value in enumerate(parts):
            paper.write(f"{'abcd'[index]}) {paper.task()}", right=f"{paper.number(value)}p", indent=8)
        groups.append((sum(parts, Decimal(0)), tuple(parts)))
    return truth(tuple(groups))


def title_line_above_the_number(paper: Draft) -> Truth:
    values = paper.values(3, halves=False)
    paper.title()
    for number, (topic, value) in enumerate(
        zip(paper.chance.sample(paper.says.topics, 3), values, strict=True), start=1
    ):
        paper.write(topic, bold=True, size=13, right=paper.mark(value))
        paper.write(f"{paper.says.exercise} {number}", bold=paper.bold)
        paper.prose()
        paper.write(paper.task())
    return truth(flat(values))


def one_heading_without_mark(paper: Draft) -> Truth:
    values: list[Decimal | None] = [*paper.values(paper.count())]
    values[paper.chance.randrange(len(values))] = None
    paper.title()
    for number, value in enumerate(values, start=1):
        paper.head(f"{paper.says.exercise} {number}" + ("" if value is None else f" {paper.in_brackets(value)}"))
        paper.prose()
        paper.tasks()
    return Truth(None, tuple((value, ()) for value in values))


KINDS = (
    marks_in_headings,
    marks_at_parts,
    numbers_alone,
    continued_and_total_for_question,
    transposed_cover_table,
    cover_table_in_rows,
    word_before_number,
    marks_in_left_margin,
    arithmetic,
    instructions_on_cover,
    list_at_the_end,
    criteria_grid,
    a_block_without_a_known_word,
    total_in_the_title,
    block_total_on_its_own_line,
    cover_contradicts_headings,
    nothing_printed,
    fractions_of_the_total,
    short_unit_without_brackets,
    title_line_above_the_number,
    one_heading_without_mark,
)
