"""The formats of `bareme export`, as they are typed. The command line starts without what writes them."""

from typing import Literal

Format = Literal[
    "csv",
    "csv-short",
    "csv-flat",
    "history",
    "attempts",
    "attempts-jsonl",
    "json",
    "xlsx",
    "moodle",
    "moodle-left-out",
    "moodle-feedback",
    "canvas",
    "canvas-left-out",
    "class-list",
    "marks-to-paste",
    "sheets",
    "sheets-print",
    "marked",
    "marked-print",
    "marked-annotations",
    "marked-overlay",
]
