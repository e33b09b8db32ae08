"""Say how many snippets README and docs have."""

from collections import Counter

from tests.docs.pages import RUN, RUN_BY_CLIENT, blocks_of, pages

languages = Counter(block.language for page in pages() for block in blocks_of(page))
run = ", ".join(f"{languages[language]} {language}" for language in RUN)
by_client = ", ".join(f"{languages[language]} {language}" for language in RUN_BY_CLIENT)
shown = languages.total() - sum(languages[language] for language in (*RUN, *RUN_BY_CLIENT))
print(f"Snippets of {len(pages())} pages: {run} run; {by_client} by `make test-client`; {shown} blocks shown only")
