"""Which files were written of a session on this machine: where, from what, and of which state of the results."""

import hashlib
import shutil
from contextlib import suppress
from pathlib import Path

from pydantic import JsonValue, ValidationError

from bareme.domain.frozen_model import FrozenModel
from bareme.settings import get_settings
from bareme.storage.private_files import make_private_folder, replacing_private_file


class WrittenFile(FrozenModel):
    """A file that a command wrote."""

    path: Path
    """Absolute."""
    results_version: str
    """The version of the results in it; see `SessionSnapshot.results_version`."""
    digest: str
    """Of its bytes, so that it is known if somebody changes it."""
    arguments: dict[str, JsonValue]
    """What the command was told, by the names of its parameters."""

    def is_as_written(self) -> bool:
        """Whether the file is there and nobody has changed it. This reads it."""
        with suppress(OSError):
            return _digest(self.path.read_bytes()) == self.digest
        return False


def remember_written(session: str, path: Path, results_version: str, arguments: dict[str, JsonValue]) -> None:
    """Keep what was written to `path`, in place of what was written there before. Nothing is kept of a pipe."""
    if not path.is_file():
        return
    place = path.resolve()
    digest = _digest(place.read_bytes())
    written = WrittenFile(path=place, results_version=results_version, digest=digest, arguments=arguments)
    make_private_folder(_folder(session))
    # A record a file, so that two commands do not undo each other's.
    with replacing_private_file(_folder(session) / _record_name(place)) as record:
        record.write(written.model_dump_json().encode())


def written_files(session: str) -> list[WrittenFile]:
    """Return what was written of a session and is still there, by path."""
    found = []
    for record in _folder(session).glob("*.json"):
        with suppress(OSError, ValidationError):  # another command is replacing it, or it is of another version
            written = WrittenFile.model_validate_json(record.read_bytes())
            if written.path.exists():
                found.append(written)
    return sorted(found, key=lambda written: written.path)


def is_as_written(path: Path) -> bool:
    """Return whether a command wrote what is at `path`, of any session, and nobody has changed it since."""
    for record in get_settings().written_folder.glob(f"*/{_record_name(path.resolve())}"):
        with suppress(OSError, ValidationError):
            if WrittenFile.model_validate_json(record.read_bytes()).is_as_written():
                return True
    return False


def forget_written(session: str) -> None:
    """Forget what was written of a session; the files stay."""
    with suppress(FileNotFoundError):
        shutil.rmtree(_folder(session))


def _folder(session: str) -> Path:
    return get_settings().written_folder / session


def _record_name(place: Path) -> str:
    return f"{_digest(str(place).encode())}.json"


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
