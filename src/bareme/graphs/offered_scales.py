"""The scales that a teacher is offered: the one that she typed, the request's, and those that were found."""

from collections.abc import Sequence
from dataclasses import dataclass

from bareme.domain.scale import CandidateSource, ScaleCandidate
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_edit import Dropped, dropped_by, merge_shorthand
from bareme.domain.shorthand import parse_shorthand
from bareme.errors import InvalidInput
from bareme.graphs.confirmations import ScaleConfirmation
from bareme.graphs.scale_notes import note_on_total, notes_on
from bareme.graphs.state import StartedState
from bareme.translation import translator


@dataclass(frozen=True)
class OfferedScale:
    """A candidate, the scheme that it stands for, and what is doubtful about it."""

    candidate: ScaleCandidate
    scheme: GradingScheme | None
    """None if the candidate is incomplete."""
    notes: tuple[str, ...]


def offered_scales(state: StartedState) -> list[OfferedScale]:
    """Return the scales, the best first. Candidates are named by their place in this list."""
    t, analysis = translator(state.policy.language), state.analysis
    read = [candidate for candidate in analysis.candidates if candidate.witness is not CandidateSource.TEACHER]
    schemes: list[tuple[ScaleCandidate, GradingScheme | None]] = [
        (candidate, _scheme_of(candidate, state)) for candidate in analysis.candidates
    ]
    if analysis.typed is not None:
        schemes.insert(0, (ScaleCandidate.of_scheme(analysis.typed), analysis.typed))
    offered = []
    for candidate, scheme in schemes:
        notes = notes_on(candidate, scheme, t)
        if scheme is not None and candidate.witness is CandidateSource.TEACHER:
            notes += note_on_total(scheme, read, t)
        offered.append(OfferedScale(candidate, scheme, tuple(notes)))
    return offered


def _scheme_of(candidate: ScaleCandidate, state: StartedState) -> GradingScheme | None:
    if candidate.witness is CandidateSource.TEACHER and state.scheme is not None:
        return state.scheme
    return candidate.to_scheme(name=state.session.name)


def dropped_of_request(state: StartedState, scheme: GradingScheme | None) -> tuple[Dropped, ...]:
    """Return what `scheme` drops of the request's scheme."""
    if scheme is None or state.scheme is None:
        return ()
    return dropped_by(state.scheme.with_unique_ids(), scheme)


def edited_scheme(state: StartedState, confirmation: ScaleConfirmation) -> GradingScheme | None:
    """Return the scheme that the teacher sent or typed, with unique ids, or None if she sent none.

    Shorthand changes the request's scheme.
    """
    sent = confirmation.scheme
    if not isinstance(sent, str):
        return sent.with_unique_ids() if sent else None
    if state.scheme is None:
        return parse_shorthand(sent).with_unique_ids()
    return merge_shorthand(state.scheme, sent, replace=confirmation.replace).with_unique_ids()


def chosen_scheme(offered: Sequence[OfferedScale], index: int) -> GradingScheme:
    """Return the scheme of a candidate, with unique ids: marks refer to them.

    Raises:
        InvalidInput: there is no such candidate, or it is incomplete.
    """
    if index >= len(offered):
        raise InvalidInput(
            "There is no scale number {index}: there are {count}, numbered from 0.", index=index, count=len(offered)
        )
    scheme = offered[index].scheme
    if scheme is None:
        raise InvalidInput(
            "Scale number {index} is incomplete: complete it and send it in {field!r}.", index=index, field="scheme"
        )
    return scheme.with_unique_ids()
