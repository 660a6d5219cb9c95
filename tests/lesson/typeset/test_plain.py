"""Formulas as plain text: what is copied of them."""

import pytest

from core.lesson.typeset.parsing import parse, sections_of
from core.lesson.typeset.plain import plain


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"= X \, W_{1} + b_{1}", "= X W₁ + b₁"),
        (r"\frac{A_{2} - Y}{n}", "(A₂ − Y)/n"),
        (r"\frac{\partial L}{\partial W_{12}}", "∂L/∂W₁₂"),
        (r"A_{1}^\top", "A₁ᵀ"),
        (r"{\mu}^{(2)}", "μ⁽²⁾"),
        (r"\left(a\right)^{2} \cdot 10^{-8}", "(a)² · 10^(−8)"),
        (r"-\frac{1}{n} \sum y \ln a", "−1/nΣ y ln a"),
        (r"\sqrt{v + 1}", "√(v + 1)"),
        (r"\begin{cases} z & z > 0 \\ 0 & \text{else} \end{cases}", "{z  z > 0; 0  else"),
        (r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", "[1  2; 3  4]"),
        (r"\hat{y}_{1}", "y\u0302₁"),
        (r"\max(0, z)", "max(0, z)"),
    ],
)
def test_text(latex, text) -> None:
    assert plain(parse(latex)).strip() == text


def test_sections_are_found() -> None:
    block = "% {}\n\\begin{{align*}}\n{}\n\\end{{align*}}\n"
    latex = block.format("A", "x &= 1") + "\n" + block.format("B, too", "y")
    assert sections_of(latex) == [("A", "x &= 1"), ("B, too", "y")]
