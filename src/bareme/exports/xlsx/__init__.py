"""The Excel workbook: one module per sheet. Hands on `write_xlsx`."""

from bareme.exports.xlsx.workbook import write_xlsx

__all__ = ["write_xlsx"]
