"""Marks of missing cells: texts that mean no value."""

from collections.abc import Sequence

#: mean no value in any column
ALWAYS = (
    frozenset(
        (
            "",
            "na",
            "n/a",
            "nan",
            "null",
            "?",
            "#n/a",
            "<na>",
            "\\n",
            "(null)",
            "<null>",
            "-nan",
            "nat",
        )
    )
    | frozenset(
        (
            *("#bezug!", "#wert!", "#zahl!", "#nv", "#überlauf!", "#valeur!", "#nom?", "#nombre!"),
            *("#nul!", "#¡ref!", "#¡valor!", "#¿nombre?", "#¡num!", "#¡div/0!", "#n/d", "#valor!"),
            *("#nome?", "#núm!", "#nulo!", "#rif!", "#valore!", "#spill!", "#calc!", "#field!"),
        )
    )
    | frozenset(("#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!", "#n/a n/a"))
)
#: mean no value among numbers and dates; in a column of words they may be words
AMONG_NUMBERS = frozenset(
    (
        *("none", "-", "--", "---", ".", "..", "...", "n.a.", "n.a", "missing", "unknown", "nil"),
        *("n.d.", "nd", "*", "**", "–", "—", "\u2212", "k.a.", "undefined", "not available"),
        *("not applicable", "not known", "empty", "blank", "no data", "nodata", "void", "n.v."),
        *("not reported", "not recorded", "not measured", "no answer", "tbd", "tba", "pending"),
        *("??", "???", "#na", "withheld", "refused", "absent", "n/d", "- -", "____"),
        *("keine angabe", "unbekannt", "fehlt", "nicht verfügbar", "n.b.", "k. a.", "entfällt"),
        *("s/o", "n.c.", "nc", "inconnu", "manquant", "non disponible", "n.r."),
        *("sin dato", "sin datos", "desconocido", "s/d", "no disponible", "não disponível"),
        *("n.p.", "sconosciuto", "non disponibile", "onbekend", "b.d.", "brak", "brak danych"),
        *("нет данных", "н/д", "неизвестно", "не указано"),
        *("无", "無", "不明", "未知", "缺失", "なし"),
    )
)
_DASHES = "-\u2013\u2014\u2212"
_BESIDE = "$€£¥₹₽r \u00a0\u202f"


class Marks:
    """The texts that mean no value: the usual marks and those that are set.

    If the list is empty, only empty cells are missing.
    """

    def __init__(self, given: tuple[str, ...] | None) -> None:
        self._only = given == ()
        self._given = {mark.strip().lower() for mark in given or ()}

    @property
    def has_own(self) -> bool:
        """Whether marks are set that a number may look like."""
        return bool(self._given)

    def among(self, cells: Sequence[str]) -> bool:
        """Return whether a set mark occurs among stripped cells."""
        return bool(self._given) and any(cell.lower() in self._given for cell in cells)

    def always(self, cell: str) -> bool:
        """Return whether a stripped cell holds no value, whatever its column holds."""
        low = cell.lower()
        return not low or low in self._given or (not self._only and low in ALWAYS)

    def among_numbers(self, cell: str) -> bool:
        """Return whether a stripped cell of a column of numbers or dates holds no value."""
        if self.always(cell):
            return True
        low = cell.lower()
        # spreadsheets write a dash behind the currency
        dash = low.strip(_BESIDE) if low[-1:] in _DASHES or low[:1] in _DASHES else low
        return not self._only and (low in AMONG_NUMBERS or (dash in _DASHES and dash != ""))
