"""`bareme show ID --prompt COPY GRADER`: what was sent to a grader, and what it replied."""

import json

from bareme.cli.exits import DONE, WrongUsage
from bareme.cli.review.addressing import find_copies
from bareme.cli.screen import Screen
from bareme.cli.session_access import find_session, in_session_language
from bareme.errors import InvalidInput
from bareme.graphs.attempt_transcript import AttemptTranscript, transcript_of
from bareme.graphs.session_runner import SessionRunner
from bareme.graphs.session_snapshot import SessionSnapshot
from bareme.graphs.state import ConfirmedState
from bareme.translation import Message


def print_prompt(screen: Screen, session_id: str, copy: str, grader: str, *, reveal: bool) -> int:
    """Print an attempt's prompt and replies; return the exit code. `grader` is a blind label: "A", or "A/2"."""
    label, _, try_text = grader.partition("/")
    if try_text and not try_text.isdecimal():
        message = Message("{grader!r} is not a grader: write A, or A/2 for its second pass", grader=grader)
        raise WrongUsage(message, "--prompt")
    with SessionRunner() as runner:
        snapshot = find_session(runner, session_id)
        screen = in_session_language(screen, snapshot)
        if snapshot.result is None:
            raise InvalidInput("nothing is graded yet")
        (copy_id,) = find_copies(snapshot.result, [copy])
        state = ConfirmedState.model_validate(snapshot.values)
        transcript = runner.run(transcript_of(state, copy_id, label, try_index=int(try_text or 1)))
    _print_prompt(screen, transcript, snapshot)
    result = next(one for one in snapshot.result.copies if one.copy_id == copy_id)
    if any(question.hidden for question in result.questions.values()):
        screen.print(screen.t("The reply is shown once you have decided every question of this copy."), style="yellow")
    else:
        _print_replies(screen, transcript, reveal=reveal)
    return DONE


def _print_prompt(screen: Screen, transcript: AttemptTranscript, snapshot: SessionSnapshot) -> None:
    t = screen.t
    if not transcript.is_exact:
        screen.print(
            t("This is the prompt as it would be written now. What was sent differed: settings have changed since."),
            style="yellow",
        )
    screen.heading(t("Instructions"))
    screen.print(transcript.system)
    for number, text in enumerate(transcript.texts, start=1):
        screen.heading(t("Message, part {number}", number=number))
        screen.print(text)
    names = {summary.document_id: summary.name for summary in snapshot.state.summaries}
    for picture in transcript.pictures:
        pages = [
            t("{document} page {page}", document=names.get(ref.document_id, ref.document_id[:8]), page=ref.index + 1)
            for ref in picture.pages
        ]
        width, height = picture.size
        screen.print(t("[picture: {pages}, {width} × {height} pixels]", pages=pages, width=width, height=height))


def _print_replies(screen: Screen, transcript: AttemptTranscript, *, reveal: bool) -> None:
    t = screen.t
    for number, reply in enumerate(transcript.replies, start=1):
        screen.heading(t("Reply {number}", number=number))
        shown = {name: value for name, value in reply.items() if value and (reveal or name != "model")}
        screen.print(json.dumps(shown, ensure_ascii=False, indent=2))
    if not transcript.replies:
        screen.print(t("No reply is kept: rules cost nothing, so their answers are not stored."))
