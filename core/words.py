"""Texts for people: English as they are written, or in whatever language a translator gives.

The window plugs its own translator in; everything else speaks English.
"""

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
    """Return a text of a context in the language in use."""
    return _speaker.translator(context, text)


def say(context: str, text: str, /, **values: object) -> str:
    """Return a text with its placeholders filled in, by name: `say("Run", "epoch {n}", n=3)`.

    Values are put in as they are: braces or percent signs in them mean nothing.
    """
    return translate(context, text).format(**values)
