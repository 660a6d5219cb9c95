"""Texts for people: in English as written, or in the language of a translator.

The window plugs its own translator in; everything else speaks English.
"""

import unicodedata
from collections.abc import Callable

Translator = Callable[[str, str], str]


def _english(_context: str, text: str) -> str:
    return text


class _Speaker:
    """Holds the translator in use."""

    def __init__(self) -> None:
        self.translator: Translator = _english


_speaker = _Speaker()


def speak_with(translator: Translator | None) -> None:
    """Use a translator from (context, English text) to text; None is English again."""
    _speaker.translator = translator or _english


def translate(context: str, text: str) -> str:
    """Return the text in the language in use; `context` tells equal texts apart."""
    return _speaker.translator(context, text)


def say(context: str, text: str, /, **values: object) -> str:
    """Return a text with its placeholders filled in, by name: `say("Run", "epoch {n}", n=3)`.

    Values are put in as they are: braces or percent signs in them mean nothing.
    """
    return translate(context, text).format(**values)


#: categories of characters that act on a display: control codes, directions, surrogates
_COMMANDING = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))
#: joiners, which some scripts need
_NEEDED = "\u200c\u200d"
#: letters of a name that are shown at most
_MOST_OF_NAME = 200
_SHORT = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}.items()


def plain(text: str) -> str:
    """Return a text from elsewhere as one line that is safe to show.

    Control codes, escape sequences of terminals, ends of lines and marks that turn the direction
    of writing are shown as JSON writes them, `\\u001b`, and do nothing; all else stays as it is.
    """
    if text.isprintable():
        return text
    return "".join(
        _shown(letter)
        if unicodedata.category(letter) in _COMMANDING and letter not in _NEEDED
        else letter
        for letter in text
    )


def plain_name(name: str) -> str:
    """Return the name of a column, class or file as `plain` gives it, shortened to some lines.

    Whoever draws a longer one lays out every letter of it, for seconds, to show a few.
    """
    return plain(shortened(name, _MOST_OF_NAME))


def shortened(text: str, most: int) -> str:
    """Return a text of at most so many letters: of a longer one the middle is left out."""
    if len(text) <= most:
        return text
    end = most // 3
    return f"{text[: most - end - 1]}…{text[-end:]}"


def plain_lines(text: str) -> str:
    """Return a text of several lines, each of them as `plain` gives it."""
    return "\n".join(map(plain, text.split("\n")))


def _shown(letter: str) -> str:
    short = dict(_SHORT).get(letter)
    if short is not None:
        return short
    # as in JSON: beyond 16 bits, a character is a surrogate pair
    pair = letter.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{pair[i : i + 4]}" for i in range(0, len(pair), 4))
