"""Encodings: which characters the bytes of a text stand for.

A byte order mark or valid UTF-8 decides. Otherwise each common encoding is tried, and the one that
gives the most plausible words of one script wins: Western accents stand between plain letters,
Cyrillic and Greek words are all of one script and mostly lower case, East Asian characters come
from the part of their table that has the common ones.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 2**18
_PIECE = 2**20
#: text decoded in pieces must begin with a mark in these; text decoded at once need not
_MARKED = frozenset({"utf-16", "utf-32"})
#: the words with a letter that is not ASCII; each is looked for once, from its beginning
_RUNS = re.compile(rb"(?<![A-Za-z\x80-\xff])[A-Za-z]*+[\x80-\xff][A-Za-z\x80-\xff]*")
_WORDS = re.compile(r"[^\W\d_]+")


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
    sample = b" ".join(_RUNS.findall(raw[:_LOOKED_AT]))
    scored = [(score(sample), name) for name, score in _CANDIDATES.items() if _decodes(raw, name)]
    if not scored:
        return "", True
    best = max(found for found, _ in scored)
    return next(name for found, name in scored if found == best), True


def decoded(raw: bytes, name: str) -> str:
    """Return a text, decoded in pieces so that other threads get their turn.

    Raises UnicodeDecodeError or LookupError if that is not its encoding.
    """
    return "".join(_in_pieces(raw, name))


def _in_pieces(raw: bytes, name: str) -> Iterator[str]:
    if codecs.lookup(name).name in _MARKED:
        yield raw.decode(name)
        return
    decoder = codecs.getincrementaldecoder(name)()
    for at in range(0, len(raw), _PIECE):
        yield decoder.decode(raw[at : at + _PIECE])
    yield decoder.decode(b"", True)


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
    """Return the 16-bit encoding of a text without a mark: every other byte is zero."""
    sample = raw[:4096]
    half = len(sample) // 2
    if half < 4 or len(raw) % 2:
        return ""
    for name, start in (("utf-16-le", 1), ("utf-16-be", 0)):
        zeros = sample[start::2].count(0)
        if zeros > 0.7 * half and not sample[1 - start :: 2].count(0) and _decodes(raw, name):
            return name
    return ""


def _alphabet(name: str, low: str, high: str, extra: str = "") -> Callable[[bytes], float]:
    """Return the score of a separate alphabet: whole words of it, in lower or upper case."""

    def score(sample: bytes) -> float:
        words = _WORDS.findall(sample.decode(name, "replace"))
        good, whole = 0.0, 0
        for word in words:
            count = sum(not letter.isascii() for letter in word)
            whole += count
            of_it = all(low <= letter <= high or letter in extra for letter in word)
            if of_it and len(word) == 1:
                good += 0.5  # a character of another encoding may look like this
            elif of_it and word[1:].islower():
                good += count
            elif of_it and word.isupper():
                good += 0.9 * count
        signs = sum(not s.isascii() and not s.isalpha() for s in sample.decode(name, "replace"))
        return good / max(whole + signs, 1)

    return score


def _latin(name: str, usual: str) -> Callable[[bytes], float]:
    """Return the score of accents: one or two at a time, in words of plain letters."""

    def score(sample: bytes) -> float:
        text = sample.decode(name, "replace")
        good, whole = 0.0, 0
        for word in _WORDS.findall(text):
            accents = [letter for letter in word if not letter.isascii()]
            whole += len(accents)
            plain = len(word) - len(accents)
            cased = word[1:].islower() or word.isupper() or len(word) == 1
            if cased and (len(accents) <= plain or len(word) == 1):
                good += sum(1.0 if letter in usual else 0.5 for letter in accents)
        signs = [sign for sign in text if not sign.isascii() and not sign.isalpha()]
        whole += len(signs)
        good += sum(sign in _SIGNS for sign in signs)
        return 0.9 * good / max(whole, 1)

    return score


def _pairs(name: str, leads: tuple[int, int], trail: int) -> Callable[[bytes], float]:
    """Return the score of two-byte characters: how many are among a table's common ones."""

    def score(sample: bytes) -> float:
        good = whole = i = 0
        found = set()
        while i < len(sample):
            if sample[i] < 0x80:
                i += 1
                continue
            pair = sample[i : i + 2]
            whole += 1
            if len(pair) == 2 and leads[0] <= pair[0] <= leads[1] and pair[1] >= trail:
                good += 1
                found.add(pair)
            i += 2
        share = good / max(whole, 1)
        # one or two characters are there by chance
        return share * (0.97 if len(found) > 2 else 0.6)

    return score


def _japanese(sample: bytes) -> float:
    text = sample.decode("cp932", "replace")
    signs = [sign for sign in text if not sign.isascii()]
    kana = sum("\u3040" <= sign <= "\u30ff" for sign in signs)
    kanji = sum("\u4e00" <= sign <= "\u9fff" for sign in signs)
    halves = sum("\uff61" <= sign <= "\uff9f" for sign in signs)
    early = sum(0x81 <= byte <= 0x9F for byte in sample)
    share = (kana + kanji) / max(len(signs), 1)
    return share if early >= 0.4 * (kana + kanji) and not halves else 0.0


#: signs that occur with numbers and in headers of tables
_SIGNS = "°€£¥µ±²³§–—’‘“”«»½\xa0"
_GERMANIC = "äöüßÄÖÜéèêëàâáçñóòôõúùûíìîïåæøÅÆØÉÈÀÇÑÁÓÚÍœ"
_CENTRAL = "ąćęłńóśźżĄĆĘŁŃÓŚŹŻáčďéěíňřšťúůýžÁČĎÉĚÍŇŘŠŤÚŮÝŽőűöüŐŰđăâîşţ"
_TURKISH = "çğıöşüÇĞİÖŞÜâ"

#: of equal scores, the first in this order wins
_CANDIDATES: Mapping[str, Callable[[bytes], float]] = MappingProxyType(
    {
        "cp1252": _latin("cp1252", _GERMANIC),
        "cp1251": _alphabet("cp1251", "Ѐ", "џ", "іІґҐ"),
        "koi8-r": _alphabet("koi8-r", "Ѐ", "џ"),
        "cp866": _alphabet("cp866", "Ѐ", "џ"),
        "cp1253": _alphabet("cp1253", "Ά", "ώ"),
        "cp949": _pairs("cp949", (0xB0, 0xC8), 0xA1),
        "gb18030": _pairs("gb18030", (0xB0, 0xF7), 0xA1),
        "big5": _pairs("big5", (0xA4, 0xC6), 0x40),
        "cp932": _japanese,
        "cp1250": _latin("cp1250", _CENTRAL),
        "cp1254": _latin("cp1254", _TURKISH),
        "cp1255": _alphabet("cp1255", "א", "ת"),
        "latin-1": lambda sample: 0.01,
    }
)
