"""The formats whose file follows from the session alone."""

from bareme.exports import ExportFormat

FROM_THE_SESSION = [fmt for fmt in ExportFormat if fmt is not ExportFormat.MOODLE_FEEDBACK]
