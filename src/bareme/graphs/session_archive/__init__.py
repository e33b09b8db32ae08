"""A session as one file, to be carried to another machine: what is in it, how it is written and how it is taken in."""

from bareme.graphs.session_archive.exporting import write_archive
from bareme.graphs.session_archive.importing import import_session, thread_id_of
from bareme.graphs.session_archive.zip_file import ReadArchive, opened_archive

__all__ = ["ReadArchive", "import_session", "opened_archive", "thread_id_of", "write_archive"]
