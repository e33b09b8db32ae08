"""A copy that a file of the school does not know."""

from pydantic import BaseModel

from bareme.domain.copies import Student
from bareme.exports.material import State


class CopyWithoutRow(BaseModel):
    """A copy that no row of the file is for."""

    copy_id: str
    student: Student | None
    state: State | None
