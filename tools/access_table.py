"""Write the table of who may call what into docs/frontend.md, from `server/access.py`."""

from pathlib import Path

from bareme.server.access import ROWS, Row, Who

PAGE = Path(__file__).parents[1] / "docs" / "frontend.md"
BEGIN, END = "<!-- access table: `make schemas` -->\n\n", "\n<!-- end of the access table -->"
_WORDS = {
    Who.ANYBODY: "anybody",
    Who.SIGNED_IN: "token or browser",
    Who.TOKEN: "token",
    Who.ADMIN: "token of an admin",
}


def with_table(page: str) -> str:
    """Return the page with the table as it follows from the rows."""
    before, _, rest = page.partition(BEGIN)
    return before + BEGIN + _table() + END + rest.partition(END)[2]


def _table() -> str:
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
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
