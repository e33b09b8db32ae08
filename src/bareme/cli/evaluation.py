"""`bareme eval`: its commands, in the order of its help."""

import typer

<<<<<<< HEAD
from bareme.cli.command import screen_of, workers
from bareme.cli.exits import reported
from bareme.cli.screen import Screen
from bareme.cli.wording import Language

app = typer.Typer(name="eval", help="How close marks are to a person's: data sets and figures.", no_args_is_help=True)

_Languages = typer.Option(envvar="BAREME_LANGUAGE", help="Of what is shown.")
_Unit = Literal["student", "question", "both", "row"]
_Risk = Literal["differs", "beyond_step", "points"]
_Suite = Literal["injection", "fairness", "all"]


@app.command()
def score(
    *,
    table: Annotated[Path, typer.Argument(metavar="TABLE.csv", help="A row a mark.", exists=True, dir_okay=False)],
    human: Annotated[list[str], typer.Option(metavar="COL", help="A person's marks. May be given again.")],
    predicted: Annotated[str, typer.Option(metavar="COL", help="The marks under test.")],
    rounded: Annotated[
        bool, typer.Option("--round", help="Round the marks under test to the scale, or to the human marks' step.")
    ] = False,
    scale: Annotated[
        tuple[str, str, str] | None, typer.Option(metavar="MIN MAX STEP", help="The marks that can be given.")
    ] = None,
    maximum: Annotated[str | None, typer.Option(metavar="COL", help="Maximum of the row's question.")] = None,
    student: Annotated[str | None, typer.Option(metavar="COL", help="Whose answer it is.")] = None,
    question: Annotated[str | None, typer.Option(metavar="COL", help="To which question.")] = None,
    criterion: Annotated[str | None, typer.Option(metavar="COL", help="For which criterion.")] = None,
    model: Annotated[str | None, typer.Option(metavar="COL", help="Who predicted it.")] = None,
    attempt: Annotated[str | None, typer.Option("--try", metavar="COL", help="In which of its tries.")] = None,
    confidence: Annotated[str | None, typer.Option(metavar="COL", help="How sure, 0 to 1.")] = None,
    labels: Annotated[
        str | None, typer.Option(metavar="A,B,…", help="The marks are labels: these, from the lowest.")
    ] = None,
    reference: Annotated[
        str | None, typer.Option(metavar="COL", help="Which --human the details are against, or mean. The first.")
    ] = None,
    cluster: Annotated[_Unit | None, typer.Option(help="What intervals resample. By itself what suits.")] = None,
    error: Annotated[
        list[float] | None, typer.Option(help="An error wished for: finds the confidence that keeps it.")
    ] = None,
    error_kind: Annotated[_Risk, typer.Option(help="What --error is: a share of marks, or mean points.")] = "differs",
    resamples: Annotated[int, typer.Option(help="For each interval; 0 for none.", min=0, max=100_000)] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Write report.html, .md and .json there.", file_okay=False)
    ] = None,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Hold marks against people's: agreement, errors, kappa, correlations, each with its 95 % interval.

    Rows without a mark are counted and left out. With two --human columns, how far people agree stands beside it.

    \b
    Examples:
      bareme eval score scores.csv --human human1 --human human2 --predicted system --round
      bareme eval score marks.csv --human teacher --predicted model --scale 0 5 0.5 --student student
      bareme eval score runs.csv --human label --predicted output --labels "Incorrect,Correct" --json
    """
    with reported(language):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_options import read_errors, read_labels, read_scale
        from bareme.cli.eval_score import ScoreOptions, print_score
        from bareme.evaluation.marks_file import Columns

        columns = Columns(
            humans=tuple(dict.fromkeys(human)),
            predicted=predicted,
            maximum=maximum,
            student=student,
            question=question,
            criterion=criterion,
            model=model,
            attempt=attempt,
            confidence=confidence,
        )
        options = ScoreOptions(
            scale=read_scale(scale),
            rounded=rounded,
            labels=read_labels(labels),
            reference=reference,
            cluster=cluster,
            errors=read_errors(error, error_kind),
            resamples=resamples,
            report=report,
        )
        raise typer.Exit(print_score(screen_of(language, as_json=as_json), table, columns, options, as_json=as_json))


@app.command()
def card(
    *,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A file, or the folder of one.", exists=True)],
    fmt: Annotated[
        str | None, typer.Option("--format", help="What it is, where the file does not tell; see docs/evaluation.md.")
    ] = None,
    resamples: Annotated[int, typer.Option(help="For each interval; 0 for none.", min=0, max=100_000)] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Show what a data set holds: answers, marks, licence, and how far its people agree.

    \b
    Examples:
      bareme eval card answers.jsonl
      bareme eval card marks.json --format human_marks
    """
    with reported(language):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_card import print_card
        from bareme.cli.eval_options import read_format

        screen = screen_of(language, as_json=as_json)
        raise typer.Exit(print_card(screen, dataset, read_format(fmt), resamples=resamples, as_json=as_json))


@app.command()
def run(
    *,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A file, or the folder of one.", exists=True)],
    grader: Annotated[
        list[str], typer.Option(metavar="MODEL[@TRIES]", help="A model to grade with, and its passes. May be repeated.")
    ],
    sample: Annotated[
        int | None, typer.Option(help="Grade so many answers, each question its share; all if left out.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Of the sample: the same draws the same answers.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the run; one in BAREME_HOME/evaluations if left out.", file_okay=False),
    ] = None,
    step: Annotated[str | None, typer.Option(help="Step of the marks; the data set's own if left out.")] = None,
    max_calls: Annotated[int | None, typer.Option(help="Calls that may be made; the rest waits.", min=0)] = None,
    max_dollars: Annotated[
        float | None, typer.Option(help="US dollars that it may cost; the rest waits.", min=0)
    ] = None,
    fmt: Annotated[str | None, typer.Option("--format", help="What it is, where the file does not tell.")] = None,
    resamples: Annotated[int, typer.Option(help="For each interval; 0 for none.", min=0, max=100_000)] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print run.json and the figures as one object.")] = False,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Have a data set marked by models, as a class would be, and hold their marks against people's.

    The same command goes on where it was cut, and grades nothing twice.

    \b
    Examples:
      bareme eval run answers.jsonl --grader offline:lexical --out runs/offline
      bareme eval run answers.jsonl --grader openai:gpt-5.1-mini@3 --sample 200 --seed 7 --max-dollars 2
    """
    with workers(language, early=False):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_options import read_format
        from bareme.cli.eval_run import RunOptions, run_dataset
        from bareme.cli.options import read_budget, read_context

        context = read_context(
            grader,
            language=language,
            step=step or "0.25",
            reveal="always",
            rubric="off",
            budget=read_budget(max_calls, max_dollars),
        )
        options = RunOptions(
            context=context,
            step=context.mark_step if step else None,
            fmt=read_format(fmt),
            sample=sample,
            seed=seed,
            out=out,
            resamples=resamples,
            as_json=as_json,
        )
        raise typer.Exit(run_dataset(screen_of(language, as_json=as_json), dataset, options))


@app.command()
def compare(
    *,
    before: Annotated[Path, typer.Argument(metavar="A", help="A run's folder, or its marks.jsonl.", exists=True)],
    after: Annotated[Path, typer.Argument(metavar="B", help="Another's.", exists=True)],
    reference: Annotated[
        str | None, typer.Option(metavar="RATER", help="Which person marks are held against, or mean. The first.")
    ] = None,
    cluster: Annotated[_Unit | None, typer.Option(help="What intervals resample. By itself what suits.")] = None,
    resamples: Annotated[int, typer.Option(help="For each interval; 0 for none.", min=0, max=100_000)] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Hold two runs against each other: figures, marks and settings that differ, over the answers that both marked.

    \b
    Examples:
      bareme eval compare runs/prompt-2 runs/prompt-3
      bareme eval compare runs/small runs/large --reference mean --json
    """
    with reported(language):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_compare import print_comparison

        screen = screen_of(language, as_json=as_json)
        code = print_comparison(
            screen, before, after, reference=reference, unit=cluster, resamples=resamples, as_json=as_json
        )
        raise typer.Exit(code)


@app.command()
def report(
    *,
    run: Annotated[
        Path, typer.Argument(metavar="RUN_DIR", help="Folder of `bareme eval run`, or a marks.jsonl.", exists=True)
    ],
    out: Annotated[
        Path | None, typer.Option(help="The page; report.html beside the marks if left out.", dir_okay=False)
    ] = None,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Write a run's report: one HTML page that loads nothing, and the same as Markdown and JSON under its name.

    \b
    Examples:
      bareme eval report runs/offline
      bareme eval report runs/offline --out offline.html --language en
    """
    with reported(language):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_report import print_report

        raise typer.Exit(print_report(Screen(language), run, out))


@app.command()
def robustness(
    *,
    dataset: Annotated[
        Path | None,
        typer.Argument(metavar="[DATASET]", help="Answers to try it on; Barème's own 24 if left out.", exists=True),
    ] = None,
    fmt: Annotated[str | None, typer.Option("--format", help="Of the data set, where the file does not tell.")] = None,
    grader: Annotated[
        list[str] | None, typer.Option(metavar="MODEL[@TRIES]", help="May be given again. The default model.")
    ] = None,
    suite: Annotated[_Suite, typer.Option(help="Orders inside answers, styles and names, or both.")] = "all",
    sample: Annotated[int | None, typer.Option(help="So many of the answers, drawn at random.", min=1)] = None,
    seed: Annotated[int, typer.Option(help="Of the draw.")] = 0,
    out: Annotated[Path | None, typer.Option(help="Folder for robustness.json: every mark and figure.")] = None,
    resamples: Annotated[int, typer.Option(help="For each interval; 0 for none.", min=0, max=100_000)] = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    language: Annotated[Language, _Languages] = "fr",
) -> None:
    """Try what must not change a mark: orders inside answers, style, spelling, the student's name.

    Every answer is marked clean and in each variant, by the same graph as a class. The table says how far marks
    move, and on what share of the copies the teacher is told.

    \b
    Examples:
      bareme eval robustness --grader offline:lexical --grader offline:strict
      bareme eval robustness answers.jsonl --grader openai:gpt-5.1-mini@2 --suite injection --sample 20 --out trial
    """
    with reported(language):
        from bareme.cli.eval_extra import needs_metrics

        needs_metrics()
        from bareme.cli.eval_options import read_format
        from bareme.cli.eval_robustness import RobustnessOptions, print_robustness
        from bareme.cli.options import read_graders

        options = RobustnessOptions(
            dataset=dataset,
            fmt=read_format(fmt),
            graders=read_graders(grader or ()),
            suite=suite,
            sample=sample,
            seed=seed,
            out=out,
            resamples=resamples,
        )
        raise typer.Exit(print_robustness(screen_of(language, as_json=as_json), options, as_json=as_json))
=======
from bareme.cli.eval_run_commands import compare, report, robustness, run
from bareme.cli.eval_table_commands import card, score

app = typer.Typer(name="eval", help="How close marks are to a person's: data sets and figures.", no_args_is_help=True)
for command in (score, card, run, compare, report, robustness):
    app.command()(command)
>>>>>>> evalpages
