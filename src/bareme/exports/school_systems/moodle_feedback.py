"""A sheet a pupil as Moodle's feedback files: an archive that the assignment takes as a whole.

The rules are those of Moodle's importer (mod/assign/feedback/file/importziplib.php): a folder is called
"Name_NUMBER_assignfeedback_file", split at each "_", with the participant's number of the grading worksheet.
"""

import io
import re
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from bareme.domain.results import CopyResult
from bareme.errors import InvalidInput
from bareme.exports.material import ExportMaterial, State, state_of
from bareme.exports.options import FormatOptions
from bareme.exports.sheets import has_sheet, print_sheets_of
from bareme.translation import translator

_NAME_LENGTH = 80


def write_moodle_feedback(material: ExportMaterial, options: FormatOptions) -> bytes:
    """Return a ZIP with the sheet of each pupil whose number `options["participants"]` has.

    Sheets with marks that are not decided are in it only if that is asked for.

    Raises:
        InvalidInput: there are no numbers, or no sheet for any of them.
        DocumentRefused: a sheet takes too many pages, too much time or memory.
    """
    numbers = options.get("participants", {})
    if not numbers:
        raise InvalidInput(
            "Moodle knows its participants by numbers, and these copies are not from its own archive: choose the "
            "assignment's grading worksheet too (on the command line {option})",
            option="--worksheet",
        )
    copies = [copy for copy in material.result.copies if copy.copy_id in numbers and _is_handed_out(copy, options)]
    if not copies:
        raise InvalidInput("no participant has a total that is decided")
    pdfs = print_sheets_of(material, copies, options)
    name = translator(material.session.policy.language)("feedback")
    written = io.BytesIO()
    with ZipFile(written, "w", ZIP_STORED) as archive:  # a PDF is compressed
        for copy in copies:
            folder = f"{_plain(copy)}_{numbers[copy.copy_id]}_assignfeedback_file"
            file = ZipInfo(f"{folder}/{name}.pdf", material.generated_at.timetuple()[:6])
            archive.writestr(file, pdfs[copy.copy_id])
    return written.getvalue()


def _is_handed_out(copy: CopyResult, options: FormatOptions) -> bool:
    is_decided = state_of(copy) in {State.FINAL, State.EXCUSED}
    return has_sheet(copy) and (is_decided or options.get("provisional", False))


def _plain(copy: CopyResult) -> str:
    """Return the name with letters, digits, spaces and hyphens only: a "_" would be taken for a border."""
    name = copy.student.name if copy.student else copy.copy_id
    return " ".join(re.sub(r"[^\w'’-]+|_", " ", name).split())[:_NAME_LENGTH].strip() or copy.copy_id.replace("_", " ")
