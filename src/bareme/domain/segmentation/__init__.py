"""Cut a text into answers by its question labels, as people write them.

`segment_copy` reads the lines of a copy, `segment` any text under one outline of the scheme.
"""

from bareme.domain.segmentation.segments import Segments, segment, segment_copy

__all__ = ["Segments", "segment", "segment_copy"]
