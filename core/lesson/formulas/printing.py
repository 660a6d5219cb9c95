"""Printing: a line of NumPy as a formula, in plain text or in LaTeX.

The NumPy lines of layers, losses, regularizers and optimizers are the only source: formulas are
derived from the parsed statements, so a new component has them at once. `@` is a matrix product,
`*` between arrays acts entry by entry (⊙), and `.T` transposes a matrix.
"""

import ast
from collections.abc import Callable

from core.components.notation import latex_number, number
from core.lesson.formulas.symbols import latex_symbol, plain_symbol, superscript
from core.records import Record
from core.words import say, translate

#: the precedence of operations, loosest first
_LOOSE, _SUM, _PRODUCT, _SIGN, _POWER, _ATOM = range(6)
#: names that stand for single numbers
_SCALARS = frozenset({"eta", "t", "L", "penalty", "mu", "mu_next", "M"})


class Style(Record):
    """How a formula is written: in plain text, or in LaTeX."""

    symbol: Callable[[str], str]
    number: Callable[[float], str]
    times: str
    entrywise: str
    product: str
    minus: str
    fraction: Callable[[str, str], str]
    #: whether a fraction keeps its parts together without parentheses
    boxed: bool
    power: Callable[[str, str], str]
    transposed: str
    function: Callable[[str], str]
    enclosed: Callable[[str], str]
    absolute: Callable[[str], str]
    root: Callable[[str], str]
    exponential: Callable[[str], str]
    pi: str
    both: str
    where: Callable[[str, str, str], str]
    relations: tuple[str, str, str, str]
    #: what a sum or a mean runs over: all entries, the columns, the rows
    sums: tuple[str, str, str]
    means: tuple[str, str, str]
    variances: str
    random: str
    length: str
    size: str
    omega: str
    becomes: str
    #: how code without a formula is shown
    code: Callable[[str], str]
    #: its words in the language in use; LaTeX has none
    said: Callable[[str], str]


def _plain_power(base: str, exponent: str) -> str:
    if exponent.isdecimal():
        return f"{base}{superscript(exponent)}"
    return f"{base}^{exponent}" if exponent.isalnum() else f"{base}^({exponent})"


def _plain_number(value: float) -> str:
    """Return a number as it is written, a small one with a power of ten: 10⁻⁸, 2.5·10⁻⁶."""
    mantissa, _, exponent = number(value).partition("e")
    if not exponent:
        return mantissa
    sign, power = "⁻" if int(exponent) < 0 else "", superscript(abs(int(exponent)))
    return f"{'' if mantissa == '1' else mantissa + '·'}10{sign}{power}"


PLAIN = Style(
    symbol=plain_symbol,
    number=_plain_number,
    times="·",
    entrywise=" ⊙ ",
    product="·",
    minus="−",
    fraction=lambda above, below: f"{above}/{below}",
    boxed=False,
    power=_plain_power,
    transposed="ᵀ",
    function=lambda name: name,
    enclosed=lambda text: f"({text})",
    absolute=lambda text: f"|{text}|",
    root=lambda text: f"√({text})",
    exponential=lambda text: f"exp({text})",
    pi="π",
    both=" and ",
    where=lambda condition, first, second: say(
        "Formulas",
        "{first} where {condition}, else {second}",
        first=first,
        condition=condition,
        second=second,
    ),
    relations=("<", "≤", ">", "≥"),
    sums=("Σ", "column sums of ", "row sums of "),
    means=("mean", "column means of ", "row means of "),
    variances="column variances of ",
    random="random from 0 to 1",
    length="m",
    size="n",
    omega="ω",
    becomes="←",
    code=lambda text: text,
    said=lambda text: translate("Formulas", text),
)


def _latex_function(name: str) -> str:
    if name in ("tanh", "exp", "ln", "max", "min", "sin", "cos"):
        return rf"\{name}"
    return rf"\operatorname{{{name.replace('_', chr(92) + '_')}}}"


def _latex_code(text: str) -> str:
    for letter in "\\{}_#%&$":
        text = text.replace(letter, " " if letter == "\\" else rf"\{letter}")
    return rf"\mathtt{{{text}}}"


LATEX = Style(
    symbol=latex_symbol,
    number=latex_number,
    times=r" \cdot ",
    entrywise=r" \odot ",
    product=" \\, ",
    minus="-",
    fraction=lambda above, below: rf"\frac{{{above}}}{{{below}}}",
    boxed=True,
    power=lambda base, exponent: f"{base}^{{{exponent}}}",
    transposed=r"^\top",
    function=_latex_function,
    enclosed=lambda text: rf"\left({text}\right)",
    absolute=lambda text: rf"\left|{text}\right|",
    root=lambda text: rf"\sqrt{{{text}}}",
    exponential=lambda text: f"e^{{{text}}}",
    pi=r"\pi",
    both=r" \wedge ",
    where=lambda condition, first, second: (
        rf"\begin{{cases}} {first} & {condition} \\ {second} & \text{{else}} \end{{cases}}"
    ),
    relations=("<", r"\le", ">", r"\ge"),
    sums=(r"\sum", r"\operatorname{colsum}", r"\operatorname{rowsum}"),
    means=(r"\operatorname{mean}", r"\operatorname{colmean}", r"\operatorname{rowmean}"),
    variances=r"\operatorname{colvar}",
    random=r"\mathcal{U}(0, 1)",
    length="m",
    size="n",
    omega=r"\omega",
    becomes=r"\leftarrow",
    code=_latex_code,
    said=lambda text: text,
)


def formulas(line: str, style: Style, equals: str = " = ") -> list[str]:
    """Return the statements of a NumPy line as formulas, the target before `equals`.

    A statement that also reads its target gets an arrow instead.
    """
    found = []
    for statement in _assignments(ast.parse(line).body):
        target, value = statement
        reads = {node.id for node in ast.walk(value) if isinstance(node, ast.Name)}
        sign = equals.replace("=", style.becomes) if target in reads else equals
        found.append(f"{style.symbol(target)}{sign}{_Printer(style).text(value)}")
    return found


def _assignments(body: list[ast.stmt]) -> list[tuple[str, ast.expr]]:
    """Return targets and values, including those under an `if`."""
    found: list[tuple[str, ast.expr]] = []
    for statement in body:
        if isinstance(statement, ast.If):
            found += _assignments(statement.body)
        elif isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
            found.append((statement.targets[0].id, statement.value))
        # other statements (a loop, a print) have no place in a formula
    return found


def expression(text: str, style: Style) -> str:
    """Return a NumPy expression as a formula."""
    return _Printer(style).text(ast.parse(text, mode="eval").body)


def _is_number(node: ast.expr) -> bool:
    """Return whether an expression is a single number, as far as its names show."""
    if isinstance(node, ast.Constant):
        return True
    if isinstance(node, ast.Name):
        return node.id in _SCALARS
    if isinstance(node, ast.UnaryOp):
        return _is_number(node.operand)
    if isinstance(node, ast.BinOp):
        return _is_number(node.left) and _is_number(node.right)
    if isinstance(node, ast.Attribute):
        return node.attr in ("size", "pi")
    if isinstance(node, ast.Call):
        if isinstance(node.func, ast.Name):
            return node.func.id == "len"
        return _called(node) in ("sum", "mean") and not node.keywords
    return False


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)


def _is_plain_call(node: ast.Call) -> bool:
    """Return whether a call has the arguments that a formula of its name needs."""
    name, count = _called(node), len(node.args)
    if name in ("sum", "mean", "var"):
        axes = [item.value for item in node.keywords if item.arg == "axis"]
        known = all(isinstance(axis, ast.Constant) and axis.value in (0, 1) for axis in axes)
        return count == 1 and known and all(x.arg in ("axis", "keepdims") for x in node.keywords)
    needed = {"exp": 1, "expm1": 1, "abs": 1, "sqrt": 1, "where": 3, "logaddexp": 2}
    return not node.keywords and count == needed.get(name, count)


def _is_drawn(node: ast.expr) -> bool:
    return isinstance(node, ast.Call) and ast.unparse(node.func).startswith("rng.")


class _Printer:
    """Writes one expression in a style."""

    def __init__(self, style: Style) -> None:
        self.style = style

    def text(self, node: ast.expr) -> str:
        return self._print(node)[0]

    def _held(self, node: ast.expr, binding: int) -> str:
        """Return the expression, in parentheses if it binds less tightly than `binding`."""
        text, found = self._print(node)
        return text if found >= binding else self.style.enclosed(text)

    def _print(self, node: ast.expr) -> tuple[str, int]:
        style = self.style
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)):
            return style.number(node.value), _ATOM
        if isinstance(node, ast.Name):
            return style.symbol(node.id), _ATOM
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return style.minus + self._held(node.operand, _PRODUCT), _SUM
        if isinstance(node, ast.BinOp):
            return self._operation(node)
        if isinstance(node, ast.Compare):
            return self._comparison(node)
        if isinstance(node, ast.Attribute):
            return self._attribute(node)
        if isinstance(node, ast.Call):
            return self._call(node)
        return self._as_code(node)

    def _as_code(self, node: ast.expr) -> tuple[str, int]:
        """Return an expression without a formula as code."""
        return self.style.code(ast.unparse(node)), _ATOM

    def _operation(self, node: ast.BinOp) -> tuple[str, int]:
        style, left, right = self.style, node.left, node.right
        if isinstance(node.op, ast.Add):
            return f"{self._held(left, _SUM)} + {self._held(right, _SUM)}", _SUM
        if isinstance(node.op, ast.Sub):
            return f"{self._held(left, _SUM)} {style.minus} {self._held(right, _PRODUCT)}", _SUM
        if isinstance(node.op, ast.Mult):
            numbers = _is_number(left) or _is_number(right)
            sign = style.times if numbers else style.entrywise
            return f"{self._held(left, _PRODUCT)}{sign}{self._held(right, _PRODUCT)}", _PRODUCT
        if isinstance(node.op, ast.MatMult):
            return (
                f"{self._held(left, _PRODUCT)}{style.product}{self._held(right, _SIGN)}",
                _PRODUCT,
            )
        if isinstance(node.op, ast.Div):
            if style.boxed:
                return style.fraction(self.text(left), self.text(right)), _SIGN
            return style.fraction(self._held(left, _PRODUCT), self._held(right, _SIGN)), _PRODUCT
        if isinstance(node.op, ast.BitAnd):
            return f"{self.text(left)}{style.said(style.both)}{self.text(right)}", _SUM
        if isinstance(node.op, ast.Pow):
            if isinstance(right, ast.Constant) and right.value == 0.5:
                return style.root(self.text(left)), _ATOM
            base = self._held(left, _ATOM)
            if isinstance(left, ast.Name) and base.startswith(("∂", r"\frac")):
                base = style.enclosed(base)  # a slope is a fraction
            return style.power(base, self.text(right)), _POWER
        return self._as_code(node)

    def _comparison(self, node: ast.Compare) -> tuple[str, int]:
        kinds = (ast.Lt, ast.LtE, ast.Gt, ast.GtE)
        found = [i for i, kind in enumerate(kinds) if isinstance(node.ops[0], kind)]
        if not found or len(node.ops) > 1:
            return self._as_code(node)
        sides = f"{self.text(node.left)} {self.style.relations[found[0]]} "
        return f"[{sides}{self.text(node.comparators[0])}]", _ATOM

    def _attribute(self, node: ast.Attribute) -> tuple[str, int]:
        if node.attr == "T" and _is_drawn(node.value):
            return self.text(node.value), _ATOM
        if node.attr == "T":
            return f"{self._held(node.value, _ATOM)}{self.style.transposed}", _ATOM
        if node.attr == "size":
            return self.style.size, _ATOM
        if node.attr == "pi":
            return self.style.pi, _ATOM
        return self._as_code(node)

    def _call(self, node: ast.Call) -> tuple[str, int]:
        style, name = self.style, _called(node)
        if _is_drawn(node):
            return style.said(style.random), _ATOM
        if name == "len":
            return style.length, _ATOM
        if name == "array":  # the weights of the classes, which are listed separately
            return style.omega, _ATOM
        if not _is_plain_call(node):
            return self._as_code(node)
        if name in ("sum", "mean", "var"):
            return self._reduction(node, name), _PRODUCT
        if name.endswith("_gradient") and len(node.args) == 3:  # an activation's: (g, z, a)
            slope, sums = node.args[0], node.args[1]
            function = style.function(name.removesuffix("_gradient"))
            prime = "'" if style.boxed else "′"
            applied = f"{function}{prime}{style.enclosed(self.text(sums))}"
            return f"{self._held(slope, _PRODUCT)}{style.entrywise}{applied}", _PRODUCT
        if name == "zeros_like":
            return style.number(0), _ATOM
        texts = [self.text(item) for item in node.args]
        if name == "exp":
            return style.exponential(texts[0]), _POWER
        if name == "expm1":
            return style.enclosed(f"{style.exponential(texts[0])} {style.minus} 1"), _ATOM
        if name == "logaddexp" and texts[0] == style.number(0):
            inside = style.enclosed(f"1 + {style.exponential(texts[1])}")
            return f"{style.function('ln')}{inside}", _ATOM
        if name == "abs":
            return style.absolute(texts[0]), _ATOM
        if name == "sqrt":
            return style.root(texts[0]), _ATOM
        if name == "where":
            condition = texts[0].removeprefix("[").removesuffix("]")
            return style.where(condition, texts[1], texts[2]), _ATOM if style.boxed else _LOOSE
        shorter = {"log": "ln", "maximum": "max", "minimum": "min"}
        function = style.function(shorter.get(name, name))
        return f"{function}{style.enclosed(', '.join(texts))}", _ATOM

    def _reduction(self, node: ast.Call, name: str) -> str:
        style = self.style
        axis = 0
        for keyword in node.keywords:
            if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
                axis = 1 + int(str(keyword.value.value))
        if name == "var":
            return f"{style.said(style.variances)}{self._inside(node.args[0], axis)}"
        word = style.said((style.sums if name == "sum" else style.means)[axis])
        return f"{word}{self._inside(node.args[0], axis)}"

    def _inside(self, node: ast.expr, axis: int) -> str:
        """Return the argument of a reduction, in parentheses unless words precede a name."""
        words = axis and not self.style.boxed
        return self._held(node, _POWER) if words else self.style.enclosed(self.text(node))
