"""A school's file is filled in a worker process, and what is wrong with it comes out whole."""

from decimal import Decimal
from pathlib import Path

import pytest

from bareme.errors import DocumentRefused, InvalidInput, RefusalReason, UncertainEncoding
from bareme.school_files import FilledFile, FillOptions, columns_to_choose, fill_file
from bareme.settings import get_settings
from tests.school_files.test_filling import FILLED, MARKS


async def in_worker(path: Path, data: bytes, options: FillOptions | None = None) -> FilledFile:
    path.write_bytes(data)  # noqa: ASYNC240 (some bytes)
    return await fill_file(path, MARKS, maximum=FILLED, language="fr", options=options or FillOptions())


async def test_marks_and_refusals_come_out_of_the_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "list.csv"
    filled = await in_worker(path, "N°;Note\n00412;\n".encode(), FillOptions(scale=Decimal(10)))
    assert (filled.data.decode(), filled.columns) == ("N°;Note\n00412;4\n", ("Note",))
    with pytest.raises(InvalidInput) as unclear:
        await in_worker(path, b"Nom;Devoir 1;Devoir 2\nx;;\n")
    assert columns_to_choose(unclear.value) == ["Devoir 1", "Devoir 2"]
    assert unclear.value.explain("fr") == "nommez la colonne des notes\u202f: Devoir 1, Devoir 2".replace(
        "\u202f", "\u00a0"
    )
    with pytest.raises(UncertainEncoding) as uncertain:
        await in_worker(path, "Nom;Prénom;Note\nÉlan;Zoé;\n".encode("mac_roman"))
    assert uncertain.value.readings[0][0] == "mac_roman"
    monkeypatch.setenv("BAREME_MAX_DOCUMENT_BYTES", "10")
    get_settings.cache_clear()
    with pytest.raises(DocumentRefused) as refused:
        await in_worker(path, "N°;Note\n00412;\n".encode())
    assert (refused.value.reason, refused.value.setting) == (RefusalReason.TOO_LARGE, "BAREME_MAX_DOCUMENT_BYTES")
