"""Components describe themselves: no other room knows one by its name or its class.

Code that needs a distinction asks the component, so that a new one of its kind works everywhere.
Checked in the source of core and gui, except the rooms where components are defined.

A text can be a component's name and also a word used elsewhere in the program. Beside a component,
or in a call to a registry, it is a component's name. Elsewhere only `DISTINCT` words are taken for
names, so that a new component, whatever its name, never turns an existing word into a violation.
"""

import ast
import importlib
import pkgutil
import sys
from functools import lru_cache
from pathlib import Path

import pytest

import core.components
import core.data
from core.registry import Component, Registry

ROOT = Path(__file__).resolve().parent.parent
AT_HOME = ("core/components/", "core/data/")
FILES = [
    path
    for path in [*sorted((ROOT / "core").rglob("*.py")), *sorted((ROOT / "gui").rglob("*.py"))]
    if not path.relative_to(ROOT).as_posix().startswith(AT_HOME)
] + [ROOT / "main.py"]
MODULES = [
    importlib.import_module(found.name)
    for room in (core.components, core.data)
    for found in pkgutil.walk_packages(room.__path__, f"{room.__name__}.")
]
REGISTRIES = {
    id(value): value
    for module in MODULES
    for value in vars(module).values()
    if isinstance(value, Registry)
}.values()
NAMES = {kind.name for registry in REGISTRIES for kind in registry}

REGISTRY_NAMES = {
    name
    for module in MODULES
    for name, value in vars(module).items()
    if isinstance(value, Registry)
}
#: the names of variables that hold a component
HOLDERS = {registry.kind.split()[-1] for registry in REGISTRIES} | {"component", "own"}

#: names that are used for nothing else in the program, searched for in every string that decides
#: something. A new component may be added to them, but need not be
_DISTINCT = """
linear sigmoid tanh relu leaky_relu prelu relu6 hard_swish elu selu gelu gelu_exact swish mish
softplus softsign sine gaussian hard_sigmoid softmax glorot_uniform glorot_normal he_uniform
he_normal lecun_normal uniform normal orthogonal zeros constant dense dropout batch_norm
mean_squared_error sum_squared_error mean_absolute_error huber hinge binary_cross_entropy
categorical_cross_entropy accuracy root_mean_squared_error r2 class_accuracy confusion_matrix
sgd adagrad rmsprop adam adamw nadam step exponential cosine warmup_cosine none l1 l2
elastic_net and or nand xor two_gaussians circle xor_clouds spiral moons rings checkerboard
blobs three_spirals plane gaussian_hills polynomial points table
"""
DISTINCT = set(_DISTINCT.split())

#: `file: word` for each name that is used nevertheless. The list may only get shorter
EXCEPTIONS = {
    # the reference network, written a second time without the engine, and its arrays
    "core/benchmarks/engine.py: step",
    "core/benchmarks/engine.py: tanh",
    # the network in which the kit tests a component
    "core/testing/runs.py: tanh",
    # functions for which LaTeX has a command
    "core/lesson/formulas/printing.py: tanh",
    # nouns that are counted
    "core/counts.py: constant",
    "core/counts.py: step",
    # the action "step", and the command of that name in time
    "gui/bar/bar.py: step",
    "gui/self_test.py: step",
}


@lru_cache(maxsize=1)
def nodes(tree):
    """Return every part of a tree: each is asked several things."""
    return tuple(ast.walk(tree))


def components_of(tree):
    """Return the classes of single components that a file imports, by their names there."""
    found = {}
    for node in nodes(tree):
        if not isinstance(node, ast.ImportFrom) or not (node.module or "").startswith(
            ("core.components.", "core.data.")
        ):
            continue
        module = importlib.import_module(node.module)
        for alias in node.names:
            kind = getattr(module, alias.name, None)
            # Activation, Layer, … are the kinds themselves: they do not distinguish components
            single = isinstance(kind, type) and issubclass(kind, Component)
            if single and Component not in kind.__bases__:
                found[alias.asname or alias.name] = kind
    return found


def words_in(node):
    """Yield the texts that an expression consists of or lists."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.Tuple | ast.List | ast.Set):
        for item in node.elts:
            yield from words_in(item)


def words_told_apart(tree):
    """Yield the texts that decide something: compared, matched, looked up, or used as default."""
    for node in nodes(tree):
        asked = []
        if isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        elif isinstance(node, ast.Dict):
            asked = [key for key in node.keys if key is not None]
        elif isinstance(node, ast.MatchValue):
            asked = [node.value]
        elif isinstance(node, ast.Subscript):
            asked = [node.slice]
        elif isinstance(node, ast.arguments):
            asked = [*node.defaults, *(item for item in node.kw_defaults if item is not None)]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            if node.func.attr in ("named", "get", "read", "pop"):
                asked = node.args[:1]
        elif isinstance(node, ast.Tuple | ast.List | ast.Set):
            # pairs in a table: (("dense", …), ("dropout", …))
            pairs = [item for item in node.elts if isinstance(item, ast.Tuple) and item.elts]
            asked = [item.elts[0] for item in pairs if len(pairs) == len(node.elts)]
        for item in asked:
            yield from words_in(item)


def holds_a_component(node):
    """Return whether an expression is the name of a component: `layer.name`, `loss["name"]`."""
    if not isinstance(node, ast.Attribute | ast.Subscript):
        return False
    told = [node.attr] if isinstance(node, ast.Attribute) else [*words_in(node.slice)]
    held = node.value
    called = held.attr if isinstance(held, ast.Attribute) else getattr(held, "id", "")
    return called in HOLDERS and bool({"name", "kind"} & {*told})


def is_a_registry(node):
    return isinstance(node, ast.Name) and node.id in REGISTRY_NAMES


def names_in_use(tree):
    """Yield the texts that can only be names of components, whatever they are."""
    for node in nodes(tree):
        asked = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            if any(holds_a_component(side) or is_a_registry(side) for side in sides):
                asked = sides
        elif isinstance(node, ast.Match) and holds_a_component(node.subject):
            asked = [
                part.value
                for case in node.cases
                for part in ast.walk(case.pattern)
                if isinstance(part, ast.MatchValue)
            ]
        elif (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and (is_a_registry(node.func.value) or node.func.attr == "named")
        ):
            asked = node.args[:1]
        for item in asked:
            yield from words_in(item)


def classes_told_apart(tree):
    """Yield the names that objects are compared with: isinstance, type(x) is, case X(), X.name."""
    for node in nodes(tree):
        asked = []
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            if node.func.id in ("isinstance", "issubclass"):
                asked = node.args[1:]
        elif isinstance(node, ast.MatchClass):
            asked = [node.cls]
        elif isinstance(node, ast.Compare):
            asked = [node.left, *node.comparators]
        for item in asked:
            for part in ast.walk(item):
                if isinstance(part, ast.Name):
                    yield part.id


def known_by_name(source):
    tree = ast.parse(source)
    classes = components_of(tree)
    words = [word for word in words_told_apart(tree) if word in DISTINCT]
    words += [word for word in names_in_use(tree) if word in NAMES]
    return {*words, *(name for name in classes_told_apart(tree) if name in classes)}


def test_the_finder_finds():
    head = "from core.components.layers import Dense, Layer\n"
    for line in (
        "layer.kind == 'dense'",
        "layer.kind in ('dense', 'other')",
        "{'dense': 1}",
        "LAYERS.named('dense')",
        "table['dense']",
        "TABLE = (('dense', 1), ('other', 2))",
        "def made(kind='dense'): pass",
        "match kind:\n    case 'dense': pass",
    ):
        assert known_by_name(line) == {"dense"}, line
    for line in (
        "isinstance(layer, Dense)",
        "isinstance(layer, int | Dense)",
        "type(layer) is Dense",
        "layer.name == Dense.name",
        "match layer:\n    case Dense(): pass",
    ):
        assert known_by_name(head + line) == {"Dense"}, line
    for line in ("layer = Dense(units=2)", "isinstance(layer, Layer)", "print('dense')"):
        assert known_by_name(head + line) == set(), line
    assert DISTINCT <= NAMES


def test_a_new_name_is_found_where_it_is_a_component_s_and_nowhere_else(monkeypatch):
    """Named like a word that the program already uses."""
    monkeypatch.setattr(sys.modules[__name__], "NAMES", {*NAMES, "half"})
    for line in (
        "layer.name == 'half'",
        "project.loss.name in ('half', 'other')",
        "'half' in LAYERS",
        "ACTIVATIONS.named('half')",
        "registry.named('half')",
        "match layer.kind:\n    case 'half': pass",
    ):
        assert known_by_name(line) == {"half"}, line
    for line in ("side == 'half'", "{'half': 1}", "table['half']", "phase.kind == 'half'"):
        assert known_by_name(line) == set(), line


@pytest.mark.thorough
def test_nobody_but_components_and_data_knows_a_component_by_name():
    found = {
        f"{path.relative_to(ROOT).as_posix()}: {name}"
        for path in FILES
        for name in known_by_name(path.read_text(encoding="utf-8"))
    }
    assert found - EXCEPTIONS == set()
    assert EXCEPTIONS - found == set(), "no longer needed: take it out"
