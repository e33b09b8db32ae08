"""Amend the scheme: show the changes and the cost, ask, and grade the chosen copies again."""

from decimal import Decimal

from bareme.cli.confirm import confirmed
from bareme.cli.display.scale_table import show_notes
from bareme.cli.display.spending import dollars
from bareme.cli.exits import DONE, FAILED, complain
from bareme.cli.options import read_scheme_option
from bareme.cli.review.review import Review, first_refused
from bareme.cli.review.target import ReviewTarget, in_review
from bareme.domain.outcomes import Amendment, OutcomeStatus
from bareme.domain.points import format_points
from bareme.domain.scheme import GradingScheme
from bareme.domain.scheme_checks import check_scheme
from bareme.domain.scheme_edit import dropped_by, merge_scheme, merge_shorthand
from bareme.domain.scheme_versions import SchemeDiff
from bareme.errors import InvalidShorthand
from bareme.exports import scheme_format
from bareme.graphs.scale_notes import describe_dropped, describe_finding
from bareme.graphs.state import Json, dump

_QUIT = {"q", "quit", "quitter", "n", "non", "no"}


def amend(target: ReviewTarget, scheme: str, regrade: str | None, reason: str, *, replace: bool, yes: bool) -> int:
    """Make a new version of the scheme after confirmation."""

    def work(review: Review) -> int:
        return SchemeAmendment(review, scheme, reason, replace=replace).run(regrade, yes=yes)

    return in_review(target, work)


class SchemeAmendment:
    """A new version of the scheme, given in shorthand or as a file."""

    def __init__(self, review: Review, text: str, reason: str, *, replace: bool) -> None:
        self.review = review
        self.screen = review.screen
        self.text = text
        self.reason = reason
        self.replace = replace

    def run(self, regrade: str | None, *, yes: bool) -> int:
        """Show the changes, ask, and apply them; return the exit code."""
        try:
            scheme = self._read()
        except InvalidShorthand as error:
            complain(error.explain(self.screen.language), self.screen.language)
            return FAILED
        current = self.review.session.scheme
        action: Json = {
            "type": "amend_scheme",
            "scheme": dump(scheme),
            "expected_scheme_version": current.version,
            "reason": self.reason,
        }
        proposal = self.review.act(action)[0]
        if proposal.status is not OutcomeStatus.PROPOSED or proposal.amendment is None:
            complain(proposal.reason, self.screen.language)
            return FAILED
        self._show(current, scheme, _narrowed(proposal.amendment, regrade))
        chosen = (regrade or "all") if yes else self._ask(regrade)
        if chosen is None:
            return FAILED
        copies = chosen if chosen in {"all", "none"} else _ids(chosen)
        outcomes = self.review.act({**action, "regrade": copies})
        if refused := first_refused(outcomes):
            complain(refused.reason, self.screen.language)
            return FAILED
        self._say_done()
        return DONE

    def _read(self) -> GradingScheme:
        current = self.review.session.scheme
        if scheme_format(self.text) is not None:
            return merge_scheme(current, read_scheme_option(self.text, option="SCHEME"), replace=self.replace)
        return merge_shorthand(current, self.text, replace=self.replace)

    def _ask(self, regrade: str | None) -> str | None:
        """Return the copies to grade again, or None to change nothing."""
        if regrade is not None:
            return regrade if confirmed(self.screen) else None
        try:
            typed = self.screen.ask(
                self.screen.t("Enter or “all”: every copy; “none”: no copy; “c01,c02”: these; q: change nothing.")
            )
        except EOFError:
            complain(
                self.screen.t("nobody is there to answer, so nothing was changed: confirm with --yes"),
                self.screen.language,
            )
            return None
        if typed.lower() in _QUIT:
            self.screen.print(self.screen.t("Nothing was changed."))
            return None
        return typed.lower() or "all"

    def _show(self, current: GradingScheme, scheme: GradingScheme, amendment: Amendment) -> None:
        language, t = self.screen.language, self.screen.t
        self.screen.heading(
            self.screen.t(
                "Scheme, version {version}: {total} points (version {before}: {old_total})",
                version=amendment.version,
                total=format_points(scheme.total, language),
                before=current.version,
                old_total=format_points(current.total, language),
            )
        )
        self._show_diff(amendment.diff)
        show_notes(self.screen, [describe_finding(finding, t) for finding in check_scheme(scheme)])
        dropped = [one for one in dropped_by(current, scheme) if one.what != "question"]  # those are in the diff
        show_notes(self.screen, describe_dropped(dropped, t))
        self.screen.print(
            self.screen.t(
                "Under the new version: {copies}. To grade again: {questions}.",
                copies=t.ngettext("{n} copy", "{n} copies", len(amendment.copy_ids)),
                questions=", ".join(amendment.question_ids) or self.screen.t("no question"),
            )
        )
        if amendment.calls:
            self.screen.print(
                self.screen.t(
                    "This takes {calls}, about {input_tokens} tokens in and {output_tokens} out · {cost}.",
                    calls=t.ngettext("{n} model call", "{n} model calls", amendment.calls),
                    input_tokens=t.integer(amendment.input_tokens),
                    output_tokens=t.integer(amendment.output_tokens),
                    cost=self.screen.t("cost unknown")
                    if amendment.dollars is None
                    else dollars(amendment.dollars, self.screen),
                )
            )
        for copy_id, reason in amendment.kept.items():
            self.screen.print(
                self.screen.t("{copy_id} keeps its version: {reason}", copy_id=copy_id, reason=reason), style="yellow"
            )

    def _show_diff(self, diff: SchemeDiff) -> None:
        t = self.screen.t
        if diff.added:
            self.screen.print(t("  New questions: {questions}", questions=", ".join(diff.added)))
        if diff.removed:
            self.screen.print(t("  Removed questions: {questions}", questions=", ".join(diff.removed)))
        if diff.changed_criteria:
            self.screen.print(t("  Changed criteria: {questions}", questions=", ".join(diff.changed_criteria)))
        if diff.changed_text:
            self.screen.print(t("  Changed text or answer: {questions}", questions=", ".join(diff.changed_text)))
        for changed in diff.changed_maximum:
            before, after = self.screen.points(changed.before), self.screen.points(changed.after)
            self.screen.print(
                self.screen.t(
                    "  {question}: out of {after} instead of {before}",
                    question=changed.question_id,
                    before=before,
                    after=after,
                )
            )
        if diff.changed_counting:
            self.screen.print(self.screen.t("  Points are added up differently."))
        if diff.renamed:
            self.screen.print(self.screen.t("  Names change."))

    def _say_done(self) -> None:
        version = self.review.session.scheme.version
        under = sum(copy.scheme_version == version for copy in self.review.result.copies)
        self.screen.print(
            self.screen.t(
                "The scheme is now at version {version}, with {copies}.",
                version=version,
                copies=self.screen.t.ngettext("{n} copy", "{n} copies", under),
            ),
            style="green",
        )
        self.review.print_next_steps()


def _narrowed(amendment: Amendment, regrade: str | None) -> Amendment:
    """Return the amendment restricted to the copies in `regrade`; a proposal covers all copies."""
    if regrade in {None, "all"} or not amendment.copy_ids:
        return amendment
    wanted = _ids(regrade or "")
    copy_ids = tuple(copy_id for copy_id in amendment.copy_ids if copy_id in wanted)
    share = len(copy_ids) / len(amendment.copy_ids)
    costs: dict[str, object] = {
        name: round(getattr(amendment, name) * share) for name in ("calls", "input_tokens", "output_tokens")
    }
    costs["dollars"] = None if amendment.dollars is None else round(amendment.dollars * Decimal(share), 6)
    kept = {copy_id: reason for copy_id, reason in amendment.kept.items() if copy_id in wanted}
    questions = amendment.question_ids if copy_ids else ()
    return amendment.model_copy(update={"copy_ids": copy_ids, "kept": kept, "question_ids": questions, **costs})


def _ids(text: str) -> list[str]:
    return [] if text == "none" else [part.strip() for part in text.split(",") if part.strip()]
