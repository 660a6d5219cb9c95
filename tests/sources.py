"""What each file of the program imports, read once for all the tests that ask."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Import:
    """One name that is imported: `from a import b` names the module a and may name a.b."""

    line: int
    module: str
    full: str
    at_start: bool  # when the file is imported, not when a function is called

    @property
    def names(self) -> set[str]:
        """Return the modules that may be imported."""
        return {self.module, self.full}


def _statements(body: list[ast.stmt], at_start: bool) -> Iterator[tuple[ast.stmt, bool]]:
    """Yield every statement, and whether it is run when the file is imported."""
    for node in body:
        yield node, at_start
        inside = at_start and not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        for name in ("body", "orelse", "finalbody"):
            yield from _statements(getattr(node, name, []), inside)
        for part in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
            yield from _statements(part.body, inside)


def imports_in(source: str) -> tuple[Import, ...]:
    """Return every import of a source, wherever it stands."""
    found = []
    for node, start in _statements(ast.parse(source).body, True):
        if isinstance(node, ast.Import):
            found += [Import(node.lineno, one.name, one.name, start) for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            found += [
                Import(node.lineno, module, f"{module}.{one.name}", start) for one in node.names
            ]
    return tuple(found)


@cache
def imports_of(path: Path) -> tuple[Import, ...]:
    """Return every import of a file."""
    return imports_in(path.read_text(encoding="utf-8"))
