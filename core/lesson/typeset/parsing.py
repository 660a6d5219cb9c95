"""A line of LaTeX as a tree: of the commands, those that the program's own formulas use.

Anything else is written as it stands, so that nothing is lost without a trace.
"""

import re
from collections.abc import Sequence
from types import MappingProxyType

from core.lesson.typeset.parts import (
    Accent,
    Fenced,
    Fraction,
    Grid,
    Part,
    Root,
    Row,
    Script,
    Space,
    Text,
)

_TOKEN = re.compile(r"\\[a-zA-Z]+\*?|\\.|[{}^_&]|\s+|[0-9]+(?:[.,][0-9]+)*|.", re.DOTALL)
_LETTERS = MappingProxyType({
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "varepsilon": "ε", "epsilon": "ε",
    "eta": "η", "theta": "θ", "lambda": "λ", "mu": "μ", "pi": "π", "rho": "ρ", "sigma": "σ",
    "varphi": "φ", "phi": "φ", "Phi": "Φ", "omega": "ω", "partial": "∂", "ell": "ℓ", "kappa": "κ",
})  # fmt: skip
_SIGNS = MappingProxyType({
    "cdot": "·", "odot": "⊙", "leftarrow": "←", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥",
    "wedge": "∧", "in": "∈", "times": "×", "ne": "≠", "neq": "≠", "approx": "≈", "pm": "±",
    "circ": "∘", "mid": "|", "to": "→", "land": "∧",
})  # fmt: skip
_UPRIGHT = MappingProxyType({
    "top": "⊤", "sum": "Σ", "prod": "Π", "infty": "∞", "ldots": "…", "dots": "…", "prime": "′",
    "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "lfloor": "⌊", "rfloor": "⌋",
})  # fmt: skip
_NAMES = ("tanh", "exp", "ln", "log", "max", "min", "sin", "cos", "sinh", "cosh", "arctan", "sgn")
_SPACES = MappingProxyType(
    {",": 0.17, ":": 0.22, ";": 0.28, " ": 0.3, "!": -0.1, "quad": 1.0, "qquad": 2.0}
)
_MARKS = MappingProxyType({"hat": "ˆ", "bar": "¯", "tilde": "˜"})
_SCRIPTS = MappingProxyType({"U": "𝒰", "N": "𝒩"})
#: deeper than this, parts are written as they stand
_DEEPEST = 60


def parse(text: str) -> Part:
    """Return the tree of a line, without its `&` and the line's end."""
    return _Reader(_TOKEN.findall(text)).row(())


_BLOCK = re.compile(r"^% ([^\n]*)\n\\begin\{align\*\}\n(.*?)\n\\end\{align\*\}", re.M | re.S)


def sections_of(latex: str) -> list[tuple[str, str]]:
    """Return the sections of an explanation in LaTeX: the title, and the align* block's inside."""
    return [(found[1], found[2]) for found in _BLOCK.finditer(latex)]


def lines_of(block: str) -> list[tuple[str, str]]:
    """Return the lines of an align* block, each as what stands before and after its first &."""
    found, depth, line = [], 0, ""
    for token in _TOKEN.findall(block):
        if token == r"\begin":
            depth += 1
        elif token == r"\end":
            depth -= 1
        if token == r"\\" and depth == 0:
            found.append(line)
            line = ""
        else:
            line += token
    found.append(line)
    pairs = [one.strip().partition("&") for one in found if one.strip()]
    return [(left, right) if sign else ("", left) for left, sign, right in pairs]


class _Reader:
    """Reads tokens one after another."""

    def __init__(self, tokens: Sequence[str]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _next(self) -> str:
        token = self._peek()
        self._at += 1
        return token

    def _skip_blanks(self) -> None:
        while self._peek().isspace():
            self._at += 1

    def row(self, ends: tuple[str, ...]) -> Part:
        """Return the parts up to one of some tokens, which is left where it is."""
        self._depth += 1
        parts: list[Part] = []
        while self._at < len(self._tokens) and self._peek() not in ends:
            token = self._next()
            if token.isspace() or token == "&" or token == "}":
                continue
            if token in "^_":
                self._script(parts, token)
                continue
            parts.append(self._part(token))
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Row(tuple(parts))

    def _script(self, parts: list[Part], token: str) -> None:
        base: Part = parts.pop() if parts else Text("")
        script = self._argument()
        below = script if token == "_" else None
        above = script if token == "^" else None
        inner = base
        if isinstance(inner, Script):
            if below is not None and inner.below is None:
                base, above = inner.base, inner.above
            elif above is not None and inner.above is None:
                base, below = inner.base, inner.below
        parts.append(Script(base, below, above))

    def _argument(self) -> Part:
        """Return what a command or a script applies to: one token, or what is in braces."""
        self._skip_blanks()
        token = self._next()
        if token == "{":
            inside = self.row(("}",)) if self._depth < _DEEPEST else Text(self._plain("}"))
            self._next()
            return inside
        return self._part(token) if token else Text("")

    def _plain(self, end: str) -> str:
        """Return tokens up to an end as they stand."""
        found, depth = "", 0
        while self._at < len(self._tokens):
            token = self._peek()
            if token == end and depth == 0:
                break
            depth += (token == "{") - (token == "}")
            found += self._next()
        return found

    def _words(self) -> str:
        """Return the text in braces, letter by letter."""
        self._skip_blanks()
        if self._peek() != "{":
            return self._next()
        self._next()
        text = self._plain("}")
        self._next()
        return re.sub(r"\\(.)", r"\1", text)

    def _part(self, token: str) -> Part:
        if token == "{":
            inside = self.row(("}",)) if self._depth < _DEEPEST else Text(self._plain("}"))
            self._next()
            return inside
        if not token.startswith("\\"):
            return _letter(token)
        return self._command(token[1:])

    def _command(self, name: str) -> Part:
        if name in _LETTERS:
            return Text(_LETTERS[name], "upright" if name == "partial" else "italic")
        if name in _SIGNS:
            return Text(_SIGNS[name], "sign")
        if name in _UPRIGHT:
            return Text(_UPRIGHT[name])
        if name in _NAMES:
            return Text(name, "name")
        if name in _SPACES:
            return Space(_SPACES[name])
        if name in _MARKS:
            return Accent(_MARKS[name], self._argument())
        if name == "frac":
            return Fraction(self._argument(), self._argument())
        if name == "sqrt":
            return Root(self._argument())
        if name == "operatorname":
            return Text(self._words(), "name")
        if name in ("text", "mathrm", "mathbf"):
            return Text(self._words())
        if name in ("mathtt", "texttt"):
            return Text(self._words(), "code")
        if name == "mathcal":
            letter = self._words()
            return Text(_SCRIPTS.get(letter, letter), "italic")
        if name == "left":
            return self._fenced()
        if name == "begin":
            return self._grid()
        return Text(name if len(name) == 1 else f"\\{name}")

    def _fenced(self) -> Part:
        left = self._fence()
        inside = self.row((r"\right",))
        self._next()
        return Fenced(left, inside, self._fence())

    def _fence(self) -> str:
        self._skip_blanks()
        token = self._next()
        if token == ".":
            return ""
        return _UPRIGHT.get(token[1:], token[1:]) if token.startswith("\\") else token

    def _grid(self) -> Part:
        kind = self._words()
        rows: list[tuple[Part, ...]] = []
        cells: list[Part] = []
        while self._at < len(self._tokens):
            cells.append(self.row(("&", r"\\", r"\end")))
            token = self._next()
            if token != "&":
                rows.append(tuple(cells))
                cells = []
                if token != r"\\":
                    break
        self._words()
        grid = Grid(tuple(rows), centred=kind != "cases")
        if kind == "cases":
            return Fenced("{", grid, "")
        return Fenced("[", grid, "]") if kind == "bmatrix" else grid


def _letter(token: str) -> Part:
    if token[0].isdigit():
        return Text(token)
    if token in "+=<>":
        return Text(token, "sign")
    if token in "-−":
        return Text("−", "sign")
    if token == "'":
        return Text("′")
    if token == "~":
        return Space(0.3)
    return Text(token, "italic" if token.isalpha() else "upright")
