"""The most that a client may send: lengths of texts in characters, numbers of entries, sizes of numbers.

They are generous: no class and no exam comes near them. They are finite, because what arrives is parsed, kept in the
session and looked through again: without a maximum, one request can hold up the service for everybody.
`tests/graphs/test_limits.py` walks the schemas of the wire and finds whatever has none.
"""

from typing import Annotated

from pydantic import Field, StringConstraints

ID_LENGTH = 200
"""Of an id: of a copy, a question, an exam. A question's may be a path of labels."""
CRITERION_ID_LENGTH = 100
LABEL_LENGTH = 300
"""Of a title or a label: one line of a paper."""
NAME_LENGTH = 200
"""Of a person's name, of a model's, of a grade."""
FILE_NAME_LENGTH = 255
"""As file systems have it."""
URL_LENGTH = 4096
REMARK_LENGTH = 4000
"""Of a reason, a remark or the description of a criterion: a page."""
FEEDBACK_LENGTH = 10_000
"""Of what a student is told."""
GUIDELINES_LENGTH = 20_000
"""Of the teacher's instructions for marking: ten pages, which every call repeats."""
SHORTHAND_LENGTH = 50_000
"""Of a scheme in shorthand: a thousand questions with labels."""
TEXT_LENGTH = 100_000
"""Of a question, its expected answer or a student's answer: fifty pages."""
COPY_LENGTH = 1_000_000
"""Of all answers of a typed copy: five hundred pages."""
DATA_LENGTH = 70_000_000
"""Of a file in base64: 50 MB. Larger files are uploaded."""
PICTURE_LENGTH = 11_000_000
"""Of a text that holds a picture as a data URL: 8 MB in base64, and words beside it."""
MESSAGES_LENGTH = 40_000_000
"""Of all messages of a conversation: an exam with pictures may be sent in one."""

MOST_COPIES = 2000
"""Files, typed copies or students of a request. A session takes fewer: `Settings.max_copies`."""
MOST_PAGES = 10_000
"""Pages of one copy."""
MOST_BOXES = 50
"""Boxes of a page's mask."""
MOST_QUESTIONS = 1000
"""Questions of a scheme or an exam, groups included."""
DEEPEST_PARTS = 10
"""Levels of a scheme: a part of a question, and its parts. Papers have four."""
MOST_CRITERIA = 200
"""Criteria of a question."""
MOST_LEVELS = 100
"""Levels of a criterion, options of a question, grades."""
MOST_GRADERS = 26
"""Graders or markers: their labels are the letters A to Z."""
MOST_IDS = 10_000
"""Copies that an action names."""
MOST_ACTIONS = 10_000
"""Actions of one command."""
MOST_CHANGES = 20_000
"""Marks that one command may look at: of each action, its copies times the questions that it names."""
MOST_VALUES = 200_000
"""Values inside one field of free form, such as the points of a drawing."""
MOST_REMARKS = 1000
"""Hints, known mistakes, accepted variants or steps of one question."""
MOST_MESSAGES = 1000
"""Messages of a conversation."""
MOST_FIELDS = 200
"""Fields beside the known ones, where unknown ones are taken."""
DEEPEST_FIELD = 30
"""Lists and objects inside one another, in a field of free form."""
LARGEST_COUNT = 2**31 - 1
"""Of a count or a number of a version, page or call: it fits an integer of any language and database."""
LARGEST_POINTS = 1_000_000
LARGEST_NUMBER = 2**63 - 1
"""Of a number in a field of free form: 64 bits, which is what a checkpoint stores."""

Id = Annotated[str, StringConstraints(max_length=ID_LENGTH)]
"""An id, or the key of a map."""
Label = Annotated[str, StringConstraints(max_length=LABEL_LENGTH)]
Name = Annotated[str, StringConstraints(max_length=NAME_LENGTH)]
Remark = Annotated[str, StringConstraints(max_length=REMARK_LENGTH)]
Count = Annotated[int, Field(ge=0, le=LARGEST_COUNT)]
"""A whole number from 0."""
Integer = Annotated[int, Field(ge=-LARGEST_COUNT, le=LARGEST_COUNT)]
PositiveCount = Annotated[int, Field(ge=1, le=LARGEST_COUNT)]
"""A whole number from 1."""
