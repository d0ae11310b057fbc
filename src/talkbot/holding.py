"""Conditions on the words of a record: "with Sea in the title", "that mention pandas"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from talkbot.talks import fold
from talkbot.words import stem, words

Where = Literal["title", "abstract", "bio", "transcript", "text"]
At = Literal["anywhere", "beginning", "end"]

# By the first letters of their names.
_SIGNS = {
    "question": r"\?", "exclam": "!", "semi": ";", "colon": ":", "comma": ",", "number": r"\d",
    "digit": r"\d", "numeral": r"\d", "figure": r"\d", "year": r"\b(?:1[5-9]|20)\d\d\b",
    "parenthes": "[()]", "bracket": r"[()\[\]]", "quot": "[\"“”„«»]", "hyphen": "[-‐‑]",
    "dash": "[-‐‑–—]", "ampersand": "&", "slash": "/", "apostrophe": "['’]",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Holds:
    """What the title, or some text, of a talk must have, or must not when `barred`.

    `words` are as typed; of several one is enough, unless `every` is set. `of` says what they are:
    words, letters, or the name of a sign ("question mark").
    """

    words: tuple[str, ...]
    where: Where = "text"
    at: At = "anywhere"
    of: Literal["words", "letters", "sign"] = "words"
    every: bool = False
    barred: bool = False

    @property
    def whole(self) -> str:
        """The words as one phrase: "research and development"."""
        return (" and " if self.every else " or ").join(self.words)

    def stands_in(self, text: str, part: str) -> bool:
        """Whether one of its words or phrases stands in a text, at its place there."""
        if self.of == "sign":
            return _placed(_sign(part), text.strip(), self.at)
        if self.of == "letters" or not words(part):
            letters = fold(text).strip()
            letters = re.sub(r"^\W+|\W+$", "", letters) if words(part) else letters
            return _placed(re.escape(fold(part).strip()), letters, self.at)
        if re.search(r"[+#]", part) and fold(part) not in fold(text):
            return False
        wanted, said = words(part), words(text)
        last = len(said) - len(wanted)
        firsts = {"anywhere": range(last + 1), "beginning": range(1), "end": range(last, last + 1)}
        return last >= 0 and any(
            all(map(self._alike, wanted, said[at : at + len(wanted)])) for at in firsts[self.at]
        )

    def _alike(self, word: str, other: str) -> bool:
        """The same word; in a title also its plural, in a text any of its forms."""
        if word == other or self.where != "title":
            return stem(word) == stem(other)
        return stem(word) == stem(other) and max(word, other, key=len).endswith("s")

    def __str__(self) -> str:
        """The condition as an answer says it; a question that says so is understood."""
        named = self.whole if self.of == "sign" else f"“{'” {} “'.join(self.words)}”"
        named = named.replace("{}", "and" if self.every else "or")
        if self.of == "sign":
            named = f"{'an' if named[0] in 'ae' else 'a'} {named}"
        if self.where == "text":
            return f"{'not ' if self.barred else ''}mentioning {named}"
        how = "without" if self.barred else "with"
        place = f"at the {self.at} of" if self.at != "anywhere" else "in"
        letter = "the letter " if self.of == "letters" else ""
        return f"{how} {letter}{named} {place} the {self.where}"


def _sign(name: str) -> str:
    return next(pattern for start, pattern in _SIGNS.items() if name.startswith(start))


def _placed(pattern: str, text: str, at: At) -> bool:
    anchored = {"anywhere": "{}", "beginning": "^(?:{})", "end": r"(?:{})[\"'”’)]*$"}[at]
    return bool(re.search(anchored.replace("{}", pattern), text))
