"""Settings of who may use a server: tokens, an identity provider, and signing in with a browser."""

from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator

from bareme.errors import InvalidInput
from bareme.storage_settings import StorageSettings

LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class AccessSettings(StorageSettings):
    """Who may use a server, and how they prove it."""

    api_tokens: str = Field(
        "",
        repr=False,
        description="Teachers and their tokens in clear, for a server on one's own machine: 'name:token,name:token'. "
        "Otherwise make keys with `bareme token add`. If there are none of either and no identity provider, everybody "
        "is one local user without a token.",
    )
    jwt_issuer: str = Field("", description="The identity provider whose JSON Web Tokens are accepted: its `iss`.")
    jwt_audience: str = Field("", description="What its tokens must be meant for: their `aud`.")
    jwt_jwks_url: str = Field("", validate_default=True, description="Where it publishes its keys (JWKS): https://…")
    jwt_identity_claim: str = Field(
        "sub", min_length=1, description="The claim that says who it is: one that never changes and nobody chooses."
    )
    jwt_role_claim: str = Field(
        "roles",
        min_length=1,
        description="The claim that says what they are: teacher, reviewer or admin, or a list with one of them. "
        "Anybody else is refused.",
    )
    jwt_leeway_seconds: float = Field(30.0, ge=0, le=300, description="How far its clock may be from this one.")
    sign_in_seconds: float = Field(43_200.0, gt=0, description="How long a browser stays signed in.")

    requests_per_minute_of_a_caller: int = Field(3_000, gt=0, description="Requests of one caller.")
    writes_per_minute_of_a_caller: int = Field(600, gt=0, description="Those of them that change something.")
    failed_sign_ins_per_minute: int = Field(20, gt=0, description="Wrong tokens at `/sign-in` from one address.")
    new_sessions_per_hour: int = Field(100, gt=0, description="Sessions that one caller begins.")
    uploads_per_hour: int = Field(2_000, gt=0, description="Documents that one caller sends.")
    max_sessions: int = Field(500, gt=0, description="Sessions that one caller keeps.")
    max_sessions_at_once: int = Field(4, gt=0, description="Sessions of one caller that run at the same time.")
    max_stored_bytes: int = Field(10 * 1024**3, gt=0, description="Bytes of all documents that one caller keeps.")
    rate_limit_storage: str = Field(
        "async+memory://",
        pattern=r"^async\+",
        repr=False,
        description="Where requests are counted, as the `limits` library names it; for several processes async+redis://…",
    )

    @field_validator("api_tokens")
    @classmethod
    def _readable_tokens(cls, value: str) -> str:
        _read_tokens(value)
        return value

    @field_validator("jwt_jwks_url")
    @classmethod
    def _whole_provider(cls, value: str, info: ValidationInfo) -> str:
        given = [bool(part) for part in (info.data.get("jwt_issuer"), info.data.get("jwt_audience"), value)]
        if any(given) and not all(given):
            raise InvalidInput(
                "an identity provider needs all of {names}",
                names=["BAREME_JWT_ISSUER", "BAREME_JWT_AUDIENCE", "BAREME_JWT_JWKS_URL"],
            )
        url = urlsplit(value)
        # Whoever can change the keys on their way here can be anybody.
        is_private = url.scheme == "https" or (url.scheme == "http" and url.hostname in LOOPBACK_NAMES)
        if value and not (url.hostname and is_private):
            raise InvalidInput("{url!r} is not an {scheme} URL", url=value, scheme="https")
        return value

    @field_validator("rate_limit_storage")
    @classmethod
    def _usable_storage(cls, value: str) -> str:
        if value == cls.model_fields["rate_limit_storage"].default:
            return value
        from limits.errors import ConfigurationError  # noqa: PLC0415 - of the extra `serve`, and checked only if set

        try:
            open_counters(value)
        except ConfigurationError as error:
            raise InvalidInput("requests cannot be counted there: {reason}", reason=str(error)) from None
        return value

    @cached_property
    def request_counters(self) -> str:
        """Where requests are counted: in the Redis of a cluster unless it is set, otherwise in this process."""
        is_set = "rate_limit_storage" in self.model_fields_set
        return f"async+{self.redis}" if self.redis and not is_set else self.rate_limit_storage

    @cached_property
    def tokens_by_user(self) -> dict[str, str]:
        """The token in clear of each user of the runs API."""
        return _read_tokens(self.api_tokens)

    @cached_property
    def api_keys_file(self) -> Path:
        """The SQLite file of API keys. Once it exists, a server answers nobody without a key."""
        return self.home / "api-keys.sqlite"

    @cached_property
    def signed_out_file(self) -> Path:
        """The SQLite file of browsers' cookies that were signed out."""
        return self.home / "signed-out.sqlite"

    @cached_property
    def invitations_file(self) -> Path:
        """The SQLite file of who is invited to whose sessions."""
        return self.home / "invitations.sqlite"

    @property
    def authenticates(self) -> bool:
        """Whether callers must prove who they are."""
        if self.tokens_by_user or self.jwt_issuer or self.storage == "cluster":
            return True
        try:
            self.api_keys_file.stat()
        except FileNotFoundError:
            return False
        # `Path.exists` also says no where it may not look, and that would let everybody in.
        return True


def open_counters(url: str) -> Any:
    """Return the storage of the `limits` library that a URL names; raises its ConfigurationError."""
    from limits.storage import storage_from_string  # noqa: PLC0415 - of the extra `serve`

    options = {"implementation": "redispy"} if "redis" in url.partition(":")[0] else {}  # the client that aegra brings
    return storage_from_string(url, wrap_exceptions=True, **options)


def _read_tokens(text: str) -> dict[str, str]:
    """Return the tokens in `text` by user. What cannot be read is refused: skipping it could leave the server open."""
    tokens: dict[str, str] = {}
    for number, entry in enumerate(text.split(",") if text else (), start=1):
        name, _, token = (part.strip() for part in entry.partition(":"))
        if not name or not token or len(token.split()) > 1:
            # The entry itself may be a secret.
            raise InvalidInput(
                "entry {number} is not of the form {form}; entries are separated by commas, and a token has no comma "
                "or space",
                number=number,
                form="name:token",
            )
        if name in tokens:
            raise InvalidInput("{name!r} has two tokens: leave one of them out", name=name)
        for other, others in tokens.items():
            if others == token:
                raise InvalidInput(
                    "{other!r} and {name!r} have the same token: give each a token of their own", other=other, name=name
                )
        tokens[name] = token
    return tokens
