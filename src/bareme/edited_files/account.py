"""What an edited file asks for, cell by cell."""

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel
from bareme.domain.review import SetFeedback, SetMark
from bareme.exports.stamps import Part


class EditedCell(FrozenModel):
    """A cell that is not as it was exported. Points are in the notation of the session's language."""

    sheet: str = Field("", description="The sheet's name; empty for a CSV.")
    row: int = Field(description="The line of the CSV, or the row of the sheet, from 1.")
    column: str = Field("", description="The column's title; empty for a whole row.")
    copy_id: str = Field("", description="Empty in the row of a student without a copy.")
    question_id: str | None = None
    criterion_id: str | None = None
    part: Part = Field(description="What the cell says: a mark, feedback, a name, or what is computed from marks.")
    typed: str = Field(description="What stands in the file.")
    current: str = Field("", description="What the session has now.")
    reason: str = Field("", description="Why it is not taken; of a change, what to look at before it is.")
    action: int | None = Field(None, description="The position in `actions` of the action that makes the change.")


class EditedFile(FrozenModel):
    """The decisions that an edited file asks for, none of which is made yet, and all that is not taken of it."""

    actions: tuple[SetMark | SetFeedback, ...] = Field(
        description="To be sent as decisions. Their `expected_version` is the one of the file."
    )
    changes: tuple[EditedCell, ...] = Field(description="The cells behind the actions.")
    conflicts: tuple[EditedCell, ...] = Field(
        (), description="Cells of copies that have changed in the session since the file was written."
    )
    refused: tuple[EditedCell, ...] = Field((), description="Cells that cannot be taken, with the reason.")
    unchanged: int = Field(description="The number of cells that are as they were exported, or as the session is now.")
    missing: tuple[str, ...] = Field((), description="Ids of the copies that no row of the file is for.")
