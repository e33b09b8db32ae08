"""Settings of the process, read from the environment (`BAREME_…`) and `.env`. Nothing of a session lives here."""

from functools import cached_property, lru_cache
from pathlib import Path

from pydantic import Field, ValidationError, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bareme.errors import InvalidInput


class Settings(BaseSettings):
    """Limits and places. Sizes are in bytes, pixels or dots an inch, times in seconds, as the names say."""

    model_config = SettingsConfigDict(env_prefix="BAREME_", env_file=".env", extra="ignore", frozen=True)

    home: Path = Field(Path(".bareme"), description="Folder of everything Barème keeps on this machine.")
    document_store: Path | None = Field(None, description="Folder of the document store; `home`/documents if unset.")
    max_document_bytes: int = Field(50 * 1024 * 1024, gt=0, description="A larger file is refused.")
    max_pages: int = Field(400, gt=0, description="A document of more pages is refused.")
    max_page_pixels: int = Field(40_000_000, gt=0, description="A page of more pixels at `render_dpi` is refused.")
    render_dpi: int = Field(150, ge=36, le=600, description="Resolution of page images.")
    document_seconds: float = Field(20.0, gt=0, description="Wall-clock limit of one job on one document.")
    document_workers: int = Field(2, ge=1, description="Worker processes that open and render documents.")
    document_memory_bytes: int = Field(2 * 1024**3, gt=0, description="Address space of one worker process.")
    fetch_hosts: str = Field(
        "", description="Hosts, separated by commas, that documents may be fetched from by URL. None: URLs are refused."
    )
    fetch_seconds: float = Field(30.0, gt=0, description="Time limit of one fetch.")
    api_tokens: str = Field(
        "", repr=False, description="Who may use the runs API: 'name:token,name:token'. None: one local user, no token."
    )
    public_url: str = Field("", description="Where models reach this server, for page images by URL: https://…")
    page_url_secret: str = Field("", repr=False, description="Signs the URLs of page images; any long random text.")
    page_url_seconds: float = Field(3600.0, gt=0, description="How long the URL of a page image is good.")
    answers_url: str = Field(
        "", repr=False, description="Postgres that keeps paid answers, for several processes; `home` if unset."
    )
    max_copies: int = Field(50, gt=0, description="Copies in one session.")
    max_in_flight: int = Field(16, ge=1, description="Model calls at once, for each provider, in this process.")
    requests_per_minute: str = Field(
        "", description="Of each provider: '500', or by provider 'openai=500,openrouter=60'. None: no limit."
    )
    tokens_per_minute: str = Field("", description="Of each provider, in the same way, input and output together.")
    prices: Path | None = Field(None, description="A file in the form of models/prices.toml, whose prices go first.")
    pages_per_analysis: int = Field(24, ge=1, description="Pages that the pre-analyst sees in one call.")
    attempt_seconds: float = Field(
        300.0, gt=0, description="Time limit of one attempt: its calls, its repair and the pauses between them."
    )
    call_seconds: float = Field(120.0, gt=0, description="Time limit of one call, however slowly its answer drips in.")
    call_tries: int = Field(5, ge=1, description="How often one call is sent, if it fails in a way that may pass.")
    backoff_seconds: float = Field(
        1.0, ge=0, description="Pause after a call's first failure, at most; it doubles with each further one."
    )
    backoff_longest_seconds: float = Field(30.0, ge=0, description="Longest pause of our own between two tries.")
    patience_seconds: float = Field(
        60.0, ge=0, description="Longest pause that a provider may ask for; beyond it the grader is parked."
    )
    circuit_failures: int = Field(
        6, ge=1, description="Repeated failures of one model in a row after which it is left alone."
    )
    circuit_seconds: float = Field(30.0, ge=0, description="How long it is left alone before one call tries it again.")
    local_base_url: str = Field(
        "", description="Where `local:…` models are: an OpenAI-compatible server such as vLLM, Ollama or LM Studio."
    )
    openrouter_referer: str = Field("http://localhost", description="The site that OpenRouter is told calls come from.")
    default_model: str = Field("offline:lexical", description="The grader where none is named.")
    mock_exam_model: str = Field(
        "", description="Marks mock exams. If unset, gpt-5.1-mini where OPENAI_API_KEY is set, else `default_model`."
    )
    mock_exam_seconds: float = Field(600.0, gt=0, description="Time limit of one mock exam, all calls included.")

    @field_validator("requests_per_minute", "tokens_per_minute")
    @classmethod
    def _readable_limits(cls, value: str) -> str:
        _read_limits(value)
        return value

    @cached_property
    def documents_folder(self) -> Path:
        """Where the default document store keeps its files."""
        return self.document_store or self.home / "documents"

    @cached_property
    def checkpoints_file(self) -> Path:
        """The SQLite file of the command line's and the development server's checkpoints."""
        return self.home / "checkpoints.sqlite"

    @cached_property
    def answers_file(self) -> Path:
        """The SQLite file of the answers that were paid for."""
        return self.home / "answers.sqlite"

    @cached_property
    def locks_folder(self) -> Path:
        """Where the command line keeps a file a session, locked while a command is at work on it."""
        return self.home / "locks"

    @cached_property
    def spending_file(self) -> Path:
        """The SQLite file of what sessions with a budget have spent."""
        return self.home / "spending.sqlite"


def limit_of(limits: str, provider: str) -> int | None:
    """Return the limit of `provider` in "500" or "openai=500,openrouter=60", None where it has none."""
    by_provider = _read_limits(limits)
    return by_provider.get(provider, by_provider.get(""))


def _read_limits(text: str) -> dict[str, int]:
    limits: dict[str, int] = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        provider, _, number = part.rpartition("=")
        if not number.strip().isdecimal() or int(number) < 1:
            raise ValueError(f"{part!r} is no limit: write a number above 0, or 'provider=number'")
        limits[provider.strip()] = int(number)
    return limits


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """Return the settings of this process, read once.

    Raises:
        InvalidInput: one that cannot be; it is named as it is written in the environment.
    """
    try:
        return Settings()
    except ValidationError as error:
        faults = error.errors(include_url=False, include_input=False, include_context=False)
        named = "; ".join(f"BAREME_{str(fault['loc'][0]).upper()}: {fault['msg']}" for fault in faults)
        raise InvalidInput("a setting in the environment or in .env is not valid: {faults}", faults=named) from None
