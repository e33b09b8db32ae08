"""What a look across the copies shows, on the screen: same answers with other marks, and what could be made alike."""

from collections.abc import Mapping, Sequence

from bareme.cli.screen import Screen, clean, new_table
from bareme.cli.wording import count
from bareme.domain.calibration.offers import GroupOffer
from bareme.domain.calibration.report import CalibrationReport
from bareme.exports.descriptions import SOURCES, describe_severity
from bareme.exports.material import ExportMaterial
from bareme.translation import translator


def show_calibration(
    screen: Screen, material: ExportMaterial, calibration: CalibrationReport, names: Mapping[str, str]
) -> None:
    """Print what was found, and nothing where nothing was. `names` says what to call the copies."""
    t = translator(screen.language)
    for warning in calibration.warnings:
        screen.say("warning", style="yellow", text=warning)
    if calibration.inconsistencies:
        screen.heading("same_answers_heading", count=len(calibration.inconsistencies))
        titles = [screen.text("question"), "/", screen.text("student"), screen.text("mark"), t("Source")]
        table = new_table(*titles, screen.text("answer_read"), t("Put together by"), right=(1, 3))
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
    for severity in calibration.graders:
        if severity.systematic:
            share = f"{100 * (severity.bias.mean.value or 0):+.1f}"
            share = share.replace(".", "," if screen.language == "fr" else ".").replace("-", "−")
            screen.say("grader_severity", style="yellow", verdict=describe_severity(severity, t), share=share)
    for surprise in calibration.surprises.marks:
        screen.say(
            "surprise",
            student=names[surprise.copy_id],
            question=surprise.question_id,
            points=screen.points(surprise.points),
            expected=screen.points(surprise.expected),
        )
    for total in calibration.boundaries:
        screen.say(
            f"boundary_{total.place}",
            style="dim",
            student=names[total.copy_id],
            total=screen.points(total.total),
            boundary=screen.points(total.boundary),
            band=total.band,
        )


def show_offers(screen: Screen, offers: Sequence[GroupOffer], names: Mapping[str, str]) -> None:
    """Print the decisions that could go for copies with the same answer."""
    for offer in offers:
        screen.say("offer", style="cyan", **offer_values(screen, offer, names))


def offer_values(screen: Screen, offer: GroupOffer, names: Mapping[str, str]) -> dict[str, object]:
    """Return what the wording of an offer is filled in with."""
    copies = offer.action.copy_ids
    return {
        "question": offer.question_id,
        "points": screen.points(offer.points),
        "decided": ", ".join(names[copy_id] for copy_id in offer.decided),
        "copies": count(len(copies), "copy", screen.language),
        "students": ", ".join(names[copy_id] for copy_id in copies),
    }
