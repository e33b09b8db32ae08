"""What is known of a student's name before it is looked for: its words, numbers and addresses."""

import re
from dataclasses import dataclass

from bareme.domain.copies import Copy
from bareme.domain.identity import fold
from bareme.domain.name_field import NAME_WORD
from bareme.domain.owner_clues import DISTINCTIVE, code_key

WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*+(?:[\u0300-\u036f]++[^\W\d_]*+)*+")
"""A run of letters: the part of a name between spaces, hyphens and apostrophes."""

SHORTEST = 3
"""Shorter words are covered as a part of the whole name alone: "Li" may be lithium."""

_PARTICLES = frozenset({"des", "les", "von", "van", "der", "den", "del", "della", "dos", "das", "bin", "ibn"})
"""Parts of names that are also words of the language, or stand in many names."""
_MOST_WORDS = 6


@dataclass(frozen=True)
class KnownName:
    """The names, numbers and addresses of one student."""

    words: frozenset[str] = frozenset()
    """Of all names, folded: the student's, and what was read on the copy."""
    codes: frozenset[str] = frozenset()
    """Numbers, addresses and logins that are nobody else's, as `code_key` writes them."""
    number: str = ""
    """The student's number, which may be short: it is covered where the copy calls it one."""
    telling: frozenset[str] = frozenset()
    """Words of the names that are nothing but names in this class: each is covered where it stands alone."""
    is_whole_telling: bool = True
    """Whether the whole name is nothing but the student's: neither the exam's papers nor others name it."""

    @property
    def content(self) -> frozenset[str]:
        """The words that make the name: no particles and initials, unless there is nothing else ("Li Wu")."""
        content = frozenset(word for word in self.words if len(word) >= SHORTEST and word not in _PARTICLES)
        return content or self.words


def known_name(copy: Copy) -> KnownName:
    """Return what is known of the name of a copy's student."""
    student = copy.student
    names = [student.name] if student else []
    names += [copy.name_read] if _is_name(copy.name_read) else []
    words = frozenset(word for name in names for word in fold(name).split())
    codes = [student.student_id, student.email, student.login] if student else []
    return KnownName(
        words=words,
        codes=frozenset(code for code in map(code_key, codes) if len(code) >= DISTINCTIVE and code not in words),
        number=code_key(student.student_id) if student else "",
        telling=frozenset(copy.masked_name.telling) if copy.masked_name else frozenset(),
        is_whole_telling=copy.masked_name.is_whole_telling if copy.masked_name else True,
    )


def _is_name(read: str) -> bool:
    """Whether what was read is a name: it may also be the name of a file."""
    words = read.split()
    return 0 < len(words) <= _MOST_WORDS and all(NAME_WORD.fullmatch(word.strip(",")) for word in words)
