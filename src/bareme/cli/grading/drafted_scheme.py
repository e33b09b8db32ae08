"""The result of a session without copies: a scheme with its criteria, for one class or several."""

from pathlib import Path

from bareme.cli.exits import DONE
from bareme.cli.screen import Screen
from bareme.domain.scheme import GradingScheme
from bareme.exports import SchemeFormat, scheme_format, write_scheme
from bareme.graphs.session_snapshot import SessionSnapshot


def write_drafted_scheme(screen: Screen, snapshot: SessionSnapshot, out: Path) -> int:
    """Write the scheme to `out`, a .json or .csv file or a folder, and print its name; return the exit code."""
    scheme = GradingScheme.model_validate(snapshot.state.scheme)
    path = out if scheme_format(out.name) else out / "scheme.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write_scheme(scheme, scheme_format(path.name) or SchemeFormat.JSON, screen.language))
    criteria = sum(len(leaf.criteria) for leaf in scheme.leaves())
    t = screen.t
    screen.print(
        t(
            "{name}: {questions}, {criteria}, {points} points",
            name=str(path),
            questions=t.ngettext("{n} question", "{n} questions", len(scheme.leaf_ids())),
            criteria=t.ngettext("{n} criterion", "{n} criteria", criteria),
            points=screen.points(scheme.total),
        )
    )
    screen.print(t("To grade a class by it:\n  bareme grade COPIES --scheme {name}", name=str(path)))
    return DONE
