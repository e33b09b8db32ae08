"""Settings of what a server lets in."""

from pydantic import Field
from pydantic_settings import BaseSettings


class DoorSettings(BaseSettings):
    """Which names a server answers to, which pages may call it, and how large and slow a request may be."""

    allowed_hosts: str = Field(
        "",
        description="Names that the server answers to, separated by commas, besides its address and the host of "
        "`public_url`.",
    )
    allowed_origins: str = Field(
        "",
        description="Pages of other sites that may call the server from a browser: 'https://school.example', "
        "separated by commas.",
    )
    max_request_bytes: int = Field(
        16 * 1024 * 1024,
        gt=0,
        description="A run with a larger input is refused: files go to POST /documents first.",
    )
    upload_seconds: float = Field(
        30.0, gt=0, description="Time limit of receiving a request, to which its size adds at `slowest_upload_bytes`."
    )
    slowest_upload_bytes: int = Field(10_000, gt=0, description="A request that comes more slowly is cut: per second.")
    studio: bool = Field(
        default=False,
        description="Set by `bareme serve --debug`, which opens the whole runs API to programs of this machine, for "
        "LangGraph Studio. Without effect where callers authenticate.",
    )
