"""`bareme eval run`, `compare`, `report` and `robustness`: options and help."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from bareme.cli.command import screen_of, workers
from bareme.cli.evaluation.command import (
    LANGUAGE,
    AsJson,
    Cluster,
    Format,
    MaxCalls,
    MaxDollars,
    Resamples,
)
from bareme.cli.exits import reported
from bareme.cli.language import DEFAULT_LANGUAGE, Language
from bareme.cli.screen import Screen

_Suite = Literal["injection", "fairness", "all"]


def run(
    *,
    dataset: Annotated[Path, typer.Argument(metavar="DATASET", help="A data set: a file, or its folder.", exists=True)],
    grader: Annotated[
        list[str],
        typer.Option(metavar="MODEL[@TRIES]", help="A model to grade with, and its number of passes. Repeatable."),
    ],
    sample: Annotated[
        int | None,
        typer.Option(help="Number of answers to grade, drawn from each question in proportion. Default: all.", min=1),
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the sample: the same seed draws the same answers.")] = 0,
    out: Annotated[
        Path | None,
        typer.Option(help="Folder of the run. Default: a folder in BAREME_HOME/evaluations.", file_okay=False),
    ] = None,
    step: Annotated[str | None, typer.Option(help="Step of the marks. Default: the data set's own.")] = None,
    max_calls: MaxCalls = None,
    max_dollars: MaxDollars = None,
    fmt: Format = None,
    resamples: Resamples = 1000,
    as_json: Annotated[bool, typer.Option("--json", help="Print run.json and the figures as one JSON object.")] = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Grade a data set with models, as a class would be graded, and compare their marks with human marks.

    After an interruption, the same command continues and grades nothing twice.

    Examples:
      bareme eval run answers.jsonl --grader offline:lexical --out runs/offline
      bareme eval run answers.jsonl --grader openai:gpt-5.1-mini@3 --sample 200 --seed 7 --max-dollars 2
    """
    with workers(language, early=False):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
        from bareme.cli.evaluation.options import read_format
        from bareme.cli.evaluation.run import RunOptions, run_dataset
        from bareme.cli.options import read_budget, read_context, read_step

        context = read_context(
            grader,
            language=language,
            step=read_step(step or "0.25"),
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


def compare(
    *,
    before: Annotated[
        Path, typer.Argument(metavar="A", help="Folder of the first run, or its marks.jsonl.", exists=True)
    ],
    after: Annotated[
        Path, typer.Argument(metavar="B", help="Folder of the second run, or its marks.jsonl.", exists=True)
    ],
    reference: Annotated[
        str | None,
        typer.Option(metavar="RATER", help="The person that marks are compared with, or mean. Default: the first."),
    ] = None,
    cluster: Cluster = None,
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    report: Annotated[
        Path | None, typer.Option(metavar="DIR", help="Folder for comparison.html, .md and .json.", file_okay=False)
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Compare two runs over the answers that both marked: figures, marks, and settings that differ.

    Examples:
      bareme eval compare runs/prompt-2 runs/prompt-3
      bareme eval compare runs/small runs/large --reference mean --report reports/large
    """
    with reported(language):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
        from bareme.cli.evaluation.compare import print_comparison

        screen = screen_of(language, as_json=as_json)
        code = print_comparison(
            screen,
            before,
            after,
            reference=reference,
            unit=cluster,
            resamples=resamples,
            as_json=as_json,
            report=report,
        )
        raise typer.Exit(code)


def report(
    *,
    run: Annotated[Path, typer.Argument(metavar="RUN_DIR", help="Folder of a run, or a marks.jsonl.", exists=True)],
    out: Annotated[
        Path | None, typer.Option(help="The page to write. Default: report.html beside the marks.", dir_okay=False)
    ] = None,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Write the report of a run: one self-contained HTML page, and the same as Markdown and JSON.

    Examples:
      bareme eval report runs/offline
      bareme eval report runs/offline --out offline.html --language en
    """
    with reported(language):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
        from bareme.cli.evaluation.report import print_report

        raise typer.Exit(print_report(Screen(language), run, out))


def robustness(
    *,
    dataset: Annotated[
        Path | None,
        typer.Argument(metavar="[DATASET]", help="Data set to try. Default: Barème's own 24 answers.", exists=True),
    ] = None,
    fmt: Format = None,
    grader: Annotated[
        list[str] | None,
        typer.Option(
            metavar="MODEL[@TRIES]",
            help="A grader and its passes; repeatable. Asked for if left out.",
        ),
    ] = None,
    suite: Annotated[
        _Suite, typer.Option(help="injection: instructions inside answers; fairness: styles and names; all: both.")
    ] = "all",
    sample: Annotated[
        int | None, typer.Option(help="Number of answers to draw at random. Default: all.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Seed of the draw.")] = 0,
    max_calls: MaxCalls = None,
    max_dollars: MaxDollars = None,
    out: Annotated[Path | None, typer.Option(help="Folder for robustness.json, with every mark and figure.")] = None,
    resamples: Resamples = 1000,
    as_json: AsJson = False,
    language: Annotated[Language, LANGUAGE] = DEFAULT_LANGUAGE,
) -> None:
    """Test what must not change a mark: instructions inside answers, style, spelling, the student's name.

    Every answer is marked as it is and in each variant, by the same graph as a class. The table shows how far marks
    move, and on what share of the copies the teacher is warned.

    Examples:
      bareme eval robustness --grader offline:lexical --grader offline:strict
      bareme eval robustness answers.jsonl --grader openai:gpt-5.1-mini@2 --suite injection --sample 20 --max-calls 500
    """
    with reported(language):
        from bareme.cli.evaluation.extra import require_metrics

        require_metrics()
        from bareme.cli.evaluation.options import read_format
        from bareme.cli.evaluation.robustness import RobustnessOptions, print_robustness
        from bareme.cli.grading.grader_question import choose_graders
        from bareme.cli.options import read_budget, read_graders

        screen = screen_of(language, as_json=as_json)
        options = RobustnessOptions(
            dataset=dataset,
            fmt=read_format(fmt),
            graders=read_graders(choose_graders(screen, grader or [], may_ask=True)),
            suite=suite,
            sample=sample,
            seed=seed,
            budget=read_budget(max_calls, max_dollars),
            out=out,
            resamples=resamples,
        )
        raise typer.Exit(print_robustness(screen, options, as_json=as_json))
