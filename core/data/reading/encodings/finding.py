"""Encodings: which characters the bytes of a text stand for.

A byte order mark or valid UTF-8 decides. Otherwise the encoding wins in which the text is most
likely in one of its languages: by how often these use their letters, where capitals stand, and
which signs are found among them (core.data.reading.encodings.letters).
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from core.data.reading.encodings.letters import CHARACTERS, alphabet, latin

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 2**20
_MOST = 2**14
_PIECE = 2**20
#: text decoded in pieces must begin with a mark in these; text decoded at once need not
_MARKED = frozenset({"utf-16", "utf-32"})
#: not those that join letters (U+200C and U+200D), which some scripts need
_INVISIBLE = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_INVISIBLE_BYTES = re.compile(
    b"\xe2\x80[\x8b\x8e\x8f\xaa-\xae]|\xe2\x81[\xa0\xa6-\xa9]|\xef\xbb\xbf"
)
_OTHERS = re.compile("[^\x00-\x7f]")
#: letters that are valid UTF-8, for each byte that is not
_ENOUGH = 10
_RUNS = re.compile(rb"[A-Za-z\x80-\xff]+")


def encoding_of(raw: bytes) -> tuple[str, bool]:
    """Return the encoding of a text, "" if there is none, and whether it was guessed."""
    for mark, name in _MARKS:
        if raw.startswith(mark):
            return (name, False) if _decodes(raw, name) else ("", False)
    wide = _without_mark(raw)
    if wide:
        return wide, False
    if _decodes(raw, "utf-8"):
        return "utf-8", False
    return next((name for name in _likely(raw) if _decodes(raw, name)), ""), True


def other_encoding(raw: bytes, name: str) -> str:
    """Return the most likely encoding of a text besides `name`, in which it reads differently."""
    sample = _sample(raw)
    read = sample.decode(name, "replace")
    others = (other for other in _likely(raw) if other != name and _decodes(sample, other))
    return next((one for one in others if sample.decode(one) != read), "latin-1")


def _likely(raw: bytes) -> list[str]:
    """Return the encodings, the most likely first."""
    sample = _sample(raw)
    scores = {name: usual + score(sample) for name, (usual, score) in _CANDIDATES.items()}
    return sorted(scores, key=lambda name: -scores[name])


def _sample(raw: bytes) -> bytes:
    """Return the words with bytes that are not ASCII, each only once."""
    words = dict.fromkeys(_RUNS.findall(raw[:_LOOKED_AT]))
    return b" ".join(word for word in words if not word.isascii())[:_MOST]


def decoded(raw: bytes, name: str) -> str:
    """Return a text without what cannot be seen, decoded in pieces so that other threads get
    their turn.

    Raises UnicodeDecodeError or LookupError if that is not its encoding.
    """
    return "".join(map(visible, _in_pieces(raw, name)))


def _in_pieces(raw: bytes, name: str) -> Iterator[str]:
    if codecs.lookup(name).name in _MARKED:
        yield raw.decode(name)
        return
    decoder = codecs.getincrementaldecoder(name)()
    for at in range(0, len(raw), _PIECE):
        yield decoder.decode(raw[at : at + _PIECE])
    yield decoder.decode(b"", True)


def mixed(raw: bytes) -> tuple[str, int] | None:
    """Return a text that is UTF-8 except for a few lines, which are read as Windows-1252, and the
    first of these; None for any other text.

    Such a text comes from joining files, or from adding rows in another program.
    """
    first = mixed_from(raw)
    if not first:
        return None
    return visible("\n".join(map(mixed_line, raw.split(b"\n")))), first


def mixed_from(raw: bytes) -> int:
    """Return the first line that is not UTF-8, if only a few are not; 0 for any other text."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    good = bad = 0
    for at in range(0, len(raw), _PIECE):
        piece = decoder.decode(raw[at : at + _PIECE])
        if not piece.isascii():
            wrong = piece.count("\ufffd")
            bad += wrong
            good += len(_OTHERS.findall(piece)) - wrong
    if not bad or good < _ENOUGH * bad:
        return 0
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return raw.count(b"\n", 0, error.start) + 1
    return 0


def mixed_line(line: bytes) -> str:
    """Return a line that is UTF-8, or else Windows-1252."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def hides(raw: bytes) -> bool:
    """Return whether a text in UTF-8 holds signs that take no place, at least perhaps."""
    return not raw.isascii() and _INVISIBLE_BYTES.search(raw) is not None


def visible(text: str) -> str:
    """Return a text without signs that take no place: zero-width spaces and marks of direction.

    Web pages and messengers put them into what is copied; the byte order mark is one of them.
    """
    return text if text.isascii() else _INVISIBLE.sub("", text)


def is_text(text: str) -> bool:
    """Return whether the result of decoding is text rather than control characters."""
    sample = text[:4096]
    odd = sum(1 for letter in sample if ord(letter) < 32 and letter not in "\t\n\r\f")
    return "\0" not in text and odd <= len(sample) // 50


def is_in_bytes(name: str) -> bool:
    """Return whether, in an encoding, the bytes of line ends occur only as line ends."""
    try:
        own = codecs.lookup(name).name
    except LookupError:
        return False
    return own in {codecs.lookup(each).name for each in ("utf-8", "utf-8-sig", *_CANDIDATES)}


def _decodes(raw: bytes, name: str) -> bool:
    try:
        for _ in _in_pieces(raw, name):
            pass
    except (UnicodeDecodeError, LookupError):
        return False
    return True


def _without_mark(raw: bytes) -> str:
    """Return the 16-bit encoding of a text without a mark: only every other byte may be zero.

    Those of digits, separators and line ends are, in any language.
    """
    sample = raw[:4096]
    half = len(sample) // 2
    if half < 4 or len(raw) % 2:
        return ""
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[start::2].count(0)
        others = sample[1 - start :: 2].count(0)
        if zeros > max(2, 0.05 * half) and 10 * others < zeros and _decodes(raw, name):
            return name
    return ""


#: the logarithms of how common an encoding is, and of how likely a text is in it
_WESTERN = ("de", "fr", "es", "pt", "it", "ca", "sv", "da", "is", "nl", "et", "sq")
_CENTRAL = ("pl", "cs", "sk", "hu", "ro", "hr", "de", "sq")
_CANDIDATES: Mapping[str, tuple[float, Callable[[bytes], float]]] = MappingProxyType(
    {
        "cp1252": (0.0, latin("cp1252", *_WESTERN)),
        "cp1250": (-2.0, latin("cp1250", *_CENTRAL)),
        "cp1251": (-2.0, alphabet("cp1251", "ru", "uk", "bg", "sr")),
        "cp1254": (-2.3, latin("cp1254", "tr")),
        "cp1253": (-4.0, alphabet("cp1253", "el")),
        "cp1257": (-4.5, latin("cp1257", "lt", "lv", "et")),
        "cp1255": (-3.0, alphabet("cp1255", "he")),
        "cp1256": (-3.0, alphabet("cp1256", "ar")),
        "cp874": (-3.0, alphabet("cp874", "th")),
        "iso8859-2": (-5.0, latin("iso8859-2", *_CENTRAL)),
        "koi8-r": (-5.0, alphabet("koi8-r", "ru")),
        "cp866": (-6.0, alphabet("cp866", "ru")),
        "iso8859-5": (-7.0, alphabet("iso8859-5", "ru", "bg")),
        "mac-roman": (-7.0, latin("mac-roman", *_WESTERN)),
        "cp850": (-7.0, latin("cp850", *_WESTERN)),
        **{name: (-3.0, score) for name, score in CHARACTERS.items()},
        "latin-1": (-1e6, lambda sample: 0.0),
    }
)
