"""The calibration on the screen: same answers with different marks, severe graders, surprising marks."""

from collections.abc import Mapping, Sequence

from bareme.cli.screen import Screen, clean, new_table
from bareme.domain.calibration.offers import GroupOffer
from bareme.domain.calibration.report import CalibrationReport
from bareme.domain.calibration.severity import GraderSeverity
from bareme.exports.descriptions import SOURCES, describe_severity
from bareme.exports.material import ExportMaterial


def show_calibration(
    screen: Screen, material: ExportMaterial, calibration: CalibrationReport, names: Mapping[str, str]
) -> None:
    """Print what the calibration found, if anything. `names` are the display names of the copies."""
    t = screen.t
    for warning in calibration.warnings:
        screen.print(screen.t("Note: {text}", text=warning), style="yellow")
    if calibration.inconsistencies:
        screen.heading(screen.t("Same answer, different marks: {count}", count=len(calibration.inconsistencies)))
        titles = [screen.t("Question"), "/", screen.t("Student"), screen.t("Mark"), t("Source")]
        table = new_table(*titles, screen.t("Answer as read"), t("Grouped by"), right=(1, 3))
        copies = {copy.copy_id: copy for copy in material.result.copies}
        for inconsistency in calibration.inconsistencies:
            question_id, maximum = clean(inconsistency.question_id), screen.points(inconsistency.maximum)
            for mark in inconsistency.marks:
                copy = copies[mark.copy_id]
                shown = material.shown_mark(copy, copy.questions[inconsistency.question_id])
                table.add_row(
                    question_id,
                    maximum,
                    names[mark.copy_id],
                    screen.points(mark.points),
                    t(SOURCES[mark.source]),
                    clean(shown.transcription) if shown else "",
                    t("model") if inconsistency.by_model else t("rules"),
                )
                question_id = maximum = ""
            if inconsistency.follow_through:
                table.add_row("", "", t("Errors carried forward earn credit here: a difference may be right."))
        screen.console.print(table)
    _show_severities(screen, calibration.graders)
    for surprise in calibration.surprises.marks:
        screen.print(
            screen.t(
                "{student}, {question}: {points}; the other marks suggest {expected}.",
                student=names[surprise.copy_id],
                question=surprise.question_id,
                points=screen.points(surprise.points),
                expected=screen.points(surprise.expected),
            )
        )
    _show_boundaries(screen, calibration, names)


def _show_severities(screen: Screen, graders: Sequence[GraderSeverity]) -> None:
    """Print which graders are harsher or milder than the others, in one sentence if there are only two."""
    t = screen.t
    systematic = [severity for severity in graders if severity.systematic]
    if len(graders) == 2 and len(systematic) == 2:
        # Each is compared with the other, so the second figure only repeats the first.
        share = t.decimal(f"{100 * abs(systematic[0].bias.mean.value or 0):.1f}")
        text = t(
            "One of the two graders is harsher than the other: by {share}% of the maximum on average.", share=share
        )
        screen.print(text, style="yellow")
        return
    for severity in systematic:
        share = f"{100 * (severity.bias.mean.value or 0):+.1f}"
        share = t.decimal(share).replace("-", "−")
        verdict = describe_severity(severity, t)
        text = t("One grader is {verdict}: {share}% of the maximum on average.", verdict=verdict, share=share)
        screen.print(text, style="yellow")


def _show_boundaries(screen: Screen, calibration: CalibrationReport, names: Mapping[str, str]) -> None:
    for total in calibration.boundaries:
        student, points = names[total.copy_id], screen.points(total.total)
        if total.place == "on":
            text = screen.t(
                "{student}: {total}, exactly on the boundary of “{band}”.",
                student=student,
                total=points,
                band=total.band,
            )
        else:
            text = screen.t(
                "{student}: {total}, at most one step below “{band}” ({boundary}).",
                student=student,
                total=points,
                band=total.band,
                boundary=screen.points(total.boundary),
            )
        screen.print(text, style="dim")


def show_offers(screen: Screen, offers: Sequence[GroupOffer], names: Mapping[str, str]) -> None:
    """Print the decisions that could be applied to other copies with the same answer."""
    for offer in offers:
        screen.print(
            screen.t(
                "{question}: you decided {points} for {decided}. Same answer, not decided yet ({copies}): {students}.",
                **offer_values(screen, offer, names),
            ),
            style="cyan",
        )


def offer_values(screen: Screen, offer: GroupOffer, names: Mapping[str, str]) -> dict[str, object]:
    """Return the values of an offer's message."""
    copies = offer.action.copy_ids
    return {
        "question": offer.question_id,
        "points": screen.points(offer.points),
        "decided": ", ".join(names[copy_id] for copy_id in offer.decided),
        "copies": screen.t.ngettext("{n} copy", "{n} copies", len(copies)),
        "students": ", ".join(names[copy_id] for copy_id in copies),
    }
