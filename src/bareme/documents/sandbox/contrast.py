"""Measure the contrast of each word: what its letters add to the page, as a share of black on white."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from bareme.documents.sandbox.overlaps import PILED_UP, layers_of
from bareme.documents.sandbox.text_ink import TextInk, origin_key
from bareme.documents.sandbox.words import Word, turned

_OWN = 40  # level of other words' ink up to which a pixel is a word's own
_LEAST_OWN = 0.1  # share of a word's ink by which it can be told from what lies on it
_SEEN = 0.04  # of a letter's ink, which shows if it adds more
_FINER = 4
_NO_INK = 1  # mean level in a word's box


@dataclass(frozen=True, slots=True)
class Contrast:
    """How well a word stands out from what is behind it."""

    mean: float  # 1 for black on white
    seen: float  # share of its ink that shows at all

    def __or__(self, other: "Contrast") -> "Contrast":
        """Return the better of each."""
        return Contrast(max(self.mean, other.mean), max(self.seen, other.seen))


_NONE = Contrast(0.0, 0.0)


class WordInk:
    """The ink of a page's words. Where words lie on each other, each is measured where only its own letters are."""

    def __init__(self, words: Sequence[Word], ink: TextInk, rotation: Sequence[float]) -> None:
        self._words = words
        self._layers = layers_of(words)
        origins = {
            origin_key(letter["c"], turned(letter["origin"], rotation)): layer
            for place, layer in self._layers.items()
            if layer > 0
            for letter in words[place].letters
        }
        self._images = ink.draw(origins)

    def contrasts(self, added: Image.Image) -> list[Contrast]:
        """Return the contrast of each word. `added` is what all text changes on the page."""
        apart = _Levels(self._images[0], added)
        layers = {layer: self._free(layer, added) for layer in set(self._layers.values()) - {PILED_UP}}
        return [
            apart.contrast(word) if place not in self._layers else self._among_others(place, layers)
            for place, word in enumerate(self._words)
        ]

    def _among_others(self, place: int, layers: dict[int, tuple["_Levels", "_Levels"]]) -> Contrast:
        layer = self._layers[place]
        if layer == PILED_UP:
            return _NONE
        whole, own = layers[layer]
        word = self._words[place]
        return own.contrast(word) if own.ink_in(word) > _LEAST_OWN * whole.ink_in(word) else _NONE

    def _free(self, layer: int, added: Image.Image) -> tuple["_Levels", "_Levels"]:
        """Return the levels of a layer, and those where no other layer has ink."""
        others = Image.new("L", added.size)
        for number, image in enumerate(self._images):
            if number != layer:
                others = ImageChops.lighter(others, image)
        free = others.point([255 if level <= _OWN else 0 for level in range(256)])
        image = self._images[layer]
        return _Levels(image, added), _Levels(ImageChops.darker(image, free), ImageChops.darker(added, free))


class _Levels:
    """The ink of letters, what they add to the page, and where they show at all."""

    def __init__(self, ink: Image.Image, added: Image.Image) -> None:
        more = ImageChops.subtract(added, ink.point([round(_SEEN * level) for level in range(256)]))
        seen = ImageChops.darker(ink, more.point([255 if level else 0 for level in range(256)]))
        # Low contrasts are those that matter, so they are kept finer than a level.
        finer = added.point([min(255, _FINER * level) for level in range(256)])
        self._bands = Image.merge("CMYK", (ink, added, finer, seen))  # four bands, of no colour

    def contrast(self, word: Word) -> Contrast:
        ink, added, finer, seen = self._means(word)
        return Contrast(max(added, finer / _FINER) / ink, seen / ink) if ink > _NO_INK else _NONE

    def ink_in(self, word: Word) -> int:
        return self._means(word)[0]

    def _means(self, word: Word) -> tuple[int, int, int, int]:
        """Return the mean levels in a word's box: between the tops and the feet of its letters, if it has any."""
        left, top, right, bottom = word.core if word.has_letters else (word.x0, word.y0, word.x1, word.y1)
        width, height = self._bands.size
        box = max(0.0, left), max(0.0, top), min(float(width), right), min(float(height), bottom)
        if box[0] >= box[2] or box[1] >= box[3]:
            return 0, 0, 0, 0
        return self._bands.resize((1, 1), Image.Resampling.BOX, box).getpixel((0, 0))  # type: ignore[return-value]
