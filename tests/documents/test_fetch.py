"""A document's URL comes from a client: whatever it is, that document alone is refused."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bareme.documents import fetch
from bareme.errors import DocumentRefused

_HOSTS = st.text(alphabet="[]:@%#?/\\.x1℀é\0 \t", max_size=12) | st.text(max_size=12)
_URLS = st.builds("{}://{}{}".format, st.sampled_from(["http", "https", "HTTP", ""]), _HOSTS, st.text(max_size=8))


@given(url=_URLS | st.text())
@example("http://[x]/")
@example("http://[::1")
@example("https://exa℀mple/")
@example("http://a:b/")
@example("https://xn--a-ecp.ru/")
@example("http://a/\udce9")
async def test_any_url_that_is_not_allowed_is_refused(url: str) -> None:
    with pytest.raises(DocumentRefused):
        await fetch(url, limit=10)
