"""Write two tables into docs/frontend.md: who may call what, from `server/access.py`, and the kinds of problems."""

import inspect
from pathlib import Path

from bareme.errors import RefusalReason
from bareme.server import problem_kinds
from bareme.server.access import ROWS, Row, Who
from bareme.server.problem_kinds import ProblemKind, document_kind

PAGE = Path(__file__).parents[1] / "docs" / "frontend.md"
_MARKS = {
    name: (f"<!-- {name}: `make schemas` -->\n\n", f"\n<!-- end of {name} -->") for name in ("access", "problems")
}
_WORDS = {
    Who.ANYBODY: "anybody",
    Who.SIGNED_IN: "token or browser",
    Who.TOKEN: "token",
    Who.ADMIN: "token of an admin",
}


def with_tables(page: str) -> str:
    """Return the page with the tables as they follow from the code."""
    for name, table in {"access": _access_table(), "problems": _problems_table()}.items():
        begin, end = _MARKS[name]
        before, _, rest = page.partition(begin)
        page = before + begin + table + end + rest.partition(end)[2]
    return page


def _problems_table() -> str:
    kinds = {kind.name: kind for _, kind in inspect.getmembers(problem_kinds) if isinstance(kind, ProblemKind)}
    lines = ["| `type` | what |", "|---|---|"]
    lines += [f"| `{kind.type}` | {kind.title} |" for _, kind in sorted(kinds.items())]
    reasons = ", ".join(f"`{document_kind(reason).name.removeprefix('document-')}`" for reason in RefusalReason)
    lines.append(f"| `/problems/document-…` | {document_kind(RefusalReason.EMPTY).title}: {reasons} |")
    return "\n".join(lines) + "\n"


def _access_table() -> str:
    lines = ["| route | who |", "|---|---|"]
    lines += [f"| `{row.method} {row.path}` | {_WORDS[row.who]} |" for row in ROWS if row.who is not Who.NOBODY]
    lines += [f"| {closed} | nobody |" for closed in _closed()]
    return "\n".join(lines) + "\n"


def _closed() -> list[str]:
    """Return what nobody may call, one cell for each beginning of a path."""
    groups: dict[str, list[Row]] = {}
    for row in ROWS:
        if row.who is Who.NOBODY:
            groups.setdefault(row.path.split("/")[1], []).append(row)
    return [", ".join(f"`{row.method} {row.path}`" for row in rows) for rows in groups.values()]


if __name__ == "__main__":
    PAGE.write_text(with_tables(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
