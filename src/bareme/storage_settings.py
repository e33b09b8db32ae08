"""Settings of where everything is kept: on this machine, or where the servers of a cluster share it."""

import re
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field, model_validator
from pydantic_settings import BaseSettings

from bareme.errors import InvalidInput

_OF_A_CLUSTER = ("database", "files")
_OF_ONE_MACHINE = ("document_store",)
_LEAST_SECRET = 32
_ROOT = re.compile(r"file:///.|(?!file:|local:|memory:)[a-z0-9]+://[^/]")


class StorageSettings(BaseSettings):
    """Where everything is kept."""

    home: Path = Field(Path(".bareme"), description="Folder of everything that Barème stores on this machine.")
    storage: Literal["local", "cluster"] = Field(
        "local",
        description="Where everything is kept: `local`, in `home`, or `cluster`, in `database` and `files`, which any "
        "number of servers share.",
    )
    database: str = Field("", repr=False, description="With `cluster`: the Postgres database, postgresql://….")
    files: str = Field(
        "", repr=False, description="With `cluster`: where files are, s3://bucket/prefix or file:///shared/folder."
    )
    redis: str = Field(
        "", repr=False, description="With `cluster`: where its servers queue runs and pass on their events, redis://…."
    )
    lease_seconds: float = Field(
        20.0,
        ge=2,
        description="With `cluster`: how long others wait before they take what a process held that died.",
    )
    outage_seconds: float = Field(
        30.0,
        ge=0,
        description="With `cluster`: how long work waits for a database that is away. Servers are started with ten "
        "minutes, for their runs; a request waits half a minute at most.",
    )
    startup_seconds: float = Field(
        60.0, ge=0, description="With `cluster`: how long a server waits for its database when it starts."
    )
    secret: str = Field(
        "",
        repr=False,
        description="Any long random text: document ids, page URLs and sealed grader keys hang on it. Servers that "
        "share sessions need the same; `home`/secret, made at random, if unset.",
    )
    document_store: Path | None = Field(None, description="Folder of the document store; `home`/documents if unset.")
    answers_url: str = Field("", repr=False, description="No longer used: `database` has all records of a cluster.")

    @model_validator(mode="after")
    def _one_set(self) -> "StorageSettings":
        """Refuse a set-up that is on one machine in part, which would lose copies without a word."""
        if self.answers_url:
            raise InvalidInput(
                "{old} is no longer used: set {new}, and {storage} for all that servers share",
                old="BAREME_ANSWERS_URL",
                new="BAREME_DATABASE",
                storage="BAREME_STORAGE=cluster",
            )
        set_ = {name for name in (*_OF_A_CLUSTER, *_OF_ONE_MACHINE) if getattr(self, name)}
        if self.storage == "local":
            if stray := [_variable(name) for name in (*_OF_A_CLUSTER, "redis") if getattr(self, name)]:
                raise InvalidInput("only for {storage}: {names}", storage="BAREME_STORAGE=cluster", names=stray)
            return self
        missing = [_variable(name) for name in (*_OF_A_CLUSTER, "secret") if not getattr(self, name)]
        if missing:
            raise InvalidInput("{storage} needs {names}", storage="BAREME_STORAGE=cluster", names=missing)
        if stray := [_variable(name) for name in _OF_ONE_MACHINE if name in set_]:
            raise InvalidInput("only for {storage}: {names}", storage="BAREME_STORAGE=local", names=stray)
        if len(self.secret) < _LEAST_SECRET:
            raise InvalidInput(
                "{name} is too short: write at least {n} random characters", name="BAREME_SECRET", n=_LEAST_SECRET
            )
        if not self.database.startswith(("postgresql://", "postgres://")):
            raise InvalidInput("{name} is not a URL of Postgres: {form}", name="BAREME_DATABASE", form="postgresql://…")
        if broken := [_variable(name) for name in ("database", "redis") if not _is_readable(getattr(self, name))]:
            raise InvalidInput("not a URL: {names}; write what is special in a password as %XX", names=broken)
        # A plain path would be taken for a folder of this machine, where files are not written as a whole.
        if not _ROOT.match(self.files):
            raise InvalidInput(
                "{name} is not the URL of a bucket or a shared folder: {form}",
                name="BAREME_FILES",
                form="s3://bucket/prefix, file:///shared/folder",
            )
        return self


def _is_readable(url: str) -> bool:
    """Return whether a URL has its password where it belongs: one with a slash in it looks like a port and a path."""
    try:
        parts = urlsplit(url)
        _ = parts.port  # raises ValueError if it is no number
    except ValueError:
        return False
    return "@" not in parts.path + parts.fragment


def _variable(name: str) -> str:
    return f"BAREME_{name.upper()}"
