"""What an archive of a session says of itself, and of each document in it."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from bareme.domain.frozen_model import FrozenModel

ARCHIVE_VERSION = 1
"""Raised when an older Barème could not read an archive any more."""

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class RestingPlace(StrEnum):
    """The node at which a session waits for an answer or, where nobody reviews, ended."""

    SCALE = "confirm_scale"
    RUBRIC = "confirm_rubric"
    REVIEW = "review"


class ArchivedDocument(FrozenModel):
    """A document that the session uses. Its content is the member `documents/` followed by the digest."""

    document_id: Digest
    digest: Digest
    source: str = Field("", description="The id of the document that it was taken out of, if that is here too.")
    facts: str = Field("", description="What is known of the file, as JSON.")


class Manifest(FrozenModel):
    """The member `manifest.json`."""

    archive_version: int = Field(ge=1, description="Of the archive's own form.")
    bareme_version: str = Field(description="The Barème that wrote it.")
    written_at: datetime
    session_id: str = Field(
        pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,99}$", description="It names files and folders here."
    )
    owner: str = Field(description="Whose session it was.")
    waits_at: RestingPlace
    calls: int = Field(0, ge=0, lt=2**53, description="Counted against the session's budget.")
    micro_dollars: int = Field(0, ge=0, lt=2**53, description="The same in millionths of a US dollar.")
    documents: tuple[ArchivedDocument, ...] = ()
    members: dict[str, Digest] = Field(description="The sha-256 of every other member, by name.")
