"""Every name in code that the glossary lists is there."""

import re

from tests.docs.pages import REPOSITORY

PACKAGE = REPOSITORY / "src" / "bareme"
_CODE = re.compile(r"`([^`]+)`")


def names() -> list[str]:
    """Return the names of the third column of every table."""
    lines = (REPOSITORY / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines()
    rows = [line.split("|")[1:-1] for line in lines if line.startswith("|") and not line.startswith("|---")]
    assert {len(row) for row in rows} == {4}
    return [name for row in rows for name in _CODE.findall(row[2])]


def test_every_name_in_code_is_defined() -> None:
    files = [path for path in PACKAGE.rglob("*.py") if "__pycache__" not in path.parts]
    source = "\n".join(path.read_text(encoding="utf-8") for path in files)
    definitions = r"(?:class|def|type) {0}\b|^ *{0}\b *[:=]|\"{0}\""
    unknown = [
        name
        for name in dict.fromkeys(names())
        if not re.search(definitions.format(re.escape(name)), source, re.MULTILINE)
        and not any(path.stem == name for path in files)
        and not any(path.name == name for path in PACKAGE.rglob(name) if path.is_dir())
    ]
    assert unknown == []
