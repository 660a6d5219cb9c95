"""What each file of the program imports, read once for all the tests that ask."""

import ast
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


def imports_in(source: str) -> tuple[Import, ...]:
    """Return every import in a source, wherever it is."""
    tree = ast.parse(source)
    later = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    found = []
    for node in ast.walk(tree):
        start = id(node) not in later
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
