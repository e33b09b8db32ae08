import pytest

from tests.benchmarks.scale import TARGET, judge_papers, list_papers, papers_folder


@pytest.mark.skipif(not list_papers(), reason=f"no exam papers in {papers_folder()}: set BAREME_SHARED_DATA")
async def test_printed_scales_of_real_papers_are_read() -> None:
    outcomes = await judge_papers(list_papers())
    readable = [outcome for outcome in outcomes if outcome.has_text]
    wrong = [outcome.paper for outcome in readable if not outcome.exact]
    assert len(readable) - len(wrong) >= TARGET * len(readable), wrong
    assert not [outcome.paper for outcome in outcomes if outcome.invented]
