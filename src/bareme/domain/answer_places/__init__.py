"""Where answers stand on the pages of a copy.

`page_of` tells the page of one answer, `place_answers` the place of every answer, as far as it can be told.
"""

from bareme.domain.answer_places.pages import page_of
from bareme.domain.answer_places.places import Clues, FoundBy, PageLine, Place, place_answers

__all__ = ["Clues", "FoundBy", "PageLine", "Place", "page_of", "place_answers"]
