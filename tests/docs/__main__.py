"""Say how many snippets README and docs have."""

from collections import Counter

from tests.docs.pages import CHECKED, RUN, blocks_of, pages

languages = Counter(block.language for page in pages() for block in blocks_of(page))
run = ", ".join(f"{languages[language]} {language}" for language in RUN)
checked = ", ".join(f"{languages[language]} {language}" for language in CHECKED)
shown = languages.total() - sum(languages[language] for language in (*RUN, *CHECKED))
print(f"Snippets of {len(pages())} pages: {run} run; {checked} checked by hand; {shown} blocks shown only")
