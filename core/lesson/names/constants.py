"""The symbols of a network's constants: α of ELU, β₁ and ε of Adam, slope of leaky ReLU.

Components have their textbook's letters, and two of a network may have the same one: two ELU layers
of different α, leaky ReLU beside PReLU. The first keeps its letter, in the order loss, optimizer,
activations; the next get a number below: α, α₂. The ε of a batch normalization carries its layer,
as its γ and β do: ε⁽²⁾. So a constant has one symbol, on every card and in every view.
"""

import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from core.lesson.names.symbols import indexed
from core.lesson.numbers import subscript
from core.project import Project
from core.records import Record
from core.registry import Component

#: no letter of a constant, as a formula already uses it for something else
_RESERVED = frozenset("awxyzbgdmnvtkLJRMGη")


class Constants(Record):
    """The symbols of one network's constants: component → its own letter → the symbol here."""

    symbols: tuple[tuple[Component, Mapping[str, str]], ...]

    @classmethod
    def of(cls, project: Project) -> "Constants":
        """Return the symbols of a project's constants."""
        found: list[tuple[Component, Mapping[str, str]]] = []
        taken = {*_RESERVED, *project.optimizer.rule_letters}
        taken |= set(project.optimizer.symbols.values())
        for component in _holders(project):
            if any(component == other for other, _ in found):
                continue
            letters = {letter: _free(letter, taken) for letter in component.constants()}
            taken |= set(letters.values())
            found.append((component, MappingProxyType(letters)))
        return cls(tuple(found))

    def letters(self, component: Component) -> Mapping[str, str]:
        """Return the symbol of each of a component's own letters; its letters if it is unknown."""
        for other, letters in self.symbols:
            if other == component:
                return letters
        return {letter: letter for letter in component.constants()}

    def values(self, component: Component) -> dict[str, float]:
        """Return a component's constants by their symbols: α₂ = 0.5."""
        letters = self.letters(component)
        return {letters[letter]: value for letter, value in component.constants().items()}

    def in_formula(self, component: Component, formula: str) -> str:
        """Return a formula of a component with the symbols of its constants in place of letters."""
        letters = {own: here for own, here in self.letters(component).items() if own != here}
        if not letters:
            return formula
        names = "|".join(map(re.escape, sorted(letters, key=len, reverse=True)))
        found = rf"(?<![A-Za-zα-ω])(?:{names})(?![A-Za-z₀-₉])"
        return re.sub(found, lambda match: letters[match[0]], formula)


def norm_epsilon(layer: int) -> str:
    """Return the symbol of the ε of a batch normalization, its layer counted from 0: ε⁽²⁾."""
    return indexed("ε", layer + 1)


def _holders(project: Project) -> Iterable[Component]:
    yield project.loss
    yield project.optimizer
    for layer in project.layers:
        if layer.neurons is not None:
            yield layer.neurons.activation


def _free(letter: str, taken: set[str]) -> str:
    """Return the letter, or with the first number below it that no other constant has."""
    found, number = letter, 1
    while found in taken:
        number += 1
        found = letter + subscript(number)
    return found
