"""The Excel workbook."""

from bareme.exports.xlsx.workbook import write_xlsx

__all__ = ["write_xlsx"]
