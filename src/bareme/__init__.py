"""Grade exam copies: the names that a program needs to grade a class, review it and write its files.

Importing the package loads nothing: each name is imported from its module when it is first used.
"""

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bareme.domain.review import ReviewCommand
    from bareme.domain.scheme import GradingScheme
    from bareme.domain.session import GradedSession
    from bareme.domain.session_result import SessionResult, session_result
    from bareme.domain.shorthand import parse_shorthand
    from bareme.errors import BaremeError, BudgetReached, DocumentRefused, InvalidInput, ModelFailure
    from bareme.exports import ExportFormat, export, read_scheme, write_scheme
    from bareme.graphs.confirmations import RubricConfirmation, ScaleConfirmation
    from bareme.graphs.contract import DocumentInput, GraderInput, GradingContext, GradingRequest, TypedCopy
    from bareme.graphs.grading import build_grading_graph
    from bareme.graphs.session_runner import NextRun, SessionRunner, answer
    from bareme.graphs.session_snapshot import SessionSnapshot, Stage

__all__ = [
    "BaremeError",
    "BudgetReached",
    "DocumentInput",
    "DocumentRefused",
    "ExportFormat",
    "GradedSession",
    "GraderInput",
    "GradingContext",
    "GradingRequest",
    "GradingScheme",
    "InvalidInput",
    "ModelFailure",
    "NextRun",
    "ReviewCommand",
    "RubricConfirmation",
    "ScaleConfirmation",
    "SessionResult",
    "SessionRunner",
    "SessionSnapshot",
    "Stage",
    "TypedCopy",
    "answer",
    "build_grading_graph",
    "export",
    "parse_shorthand",
    "read_scheme",
    "session_result",
    "write_scheme",
]

_NAMES = {
    "bareme.domain.review": ("ReviewCommand",),
    "bareme.domain.scheme": ("GradingScheme",),
    "bareme.domain.session": ("GradedSession",),
    "bareme.domain.session_result": ("SessionResult", "session_result"),
    "bareme.domain.shorthand": ("parse_shorthand",),
    "bareme.errors": ("BaremeError", "BudgetReached", "DocumentRefused", "InvalidInput", "ModelFailure"),
    "bareme.exports": ("ExportFormat", "export", "read_scheme", "write_scheme"),
    "bareme.graphs.confirmations": ("RubricConfirmation", "ScaleConfirmation"),
    "bareme.graphs.contract": ("DocumentInput", "GraderInput", "GradingContext", "GradingRequest", "TypedCopy"),
    "bareme.graphs.grading": ("build_grading_graph",),
    "bareme.graphs.session_runner": ("NextRun", "SessionRunner", "answer"),
    "bareme.graphs.session_snapshot": ("SessionSnapshot", "Stage"),
}
_MODULES = {name: module for module, names in _NAMES.items() for name in names}


def __getattr__(name: str) -> object:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(importlib.import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
