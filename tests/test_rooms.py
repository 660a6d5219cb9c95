"""The three storeys, checked by imports: what happens, what it means, and how it looks."""

from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest

from tests.sources import imports_of

ROOT = Path(__file__).resolve().parent.parent
FILES = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for room in ("core", "gui")
    for path in sorted((ROOT / room).rglob("*.py"))
}


def imported(path: Path) -> set[str]:
    """Return the files of the program that a file imports, anywhere in it."""
    names = {one.full if one.full in FILES else one.module for one in imports_of(path)}
    return names & FILES.keys()


def qt_of(path: Path) -> set[str]:
    names = set().union(*(one.names for one in imports_of(path)))
    return {name for name in names if name.split(".")[0] in ("PySide6", "pyqtgraph")}


@cache
def graph() -> dict[str, set[str]]:
    """Return what every file imports; read in the first test, as every worker loads this file."""
    return {name: imported(path) for name, path in FILES.items()}


def within(name: str, *rooms: str) -> bool:
    return any(name == room or name.startswith(room + ".") for room in rooms)


def breaches(rooms: tuple[str, ...], forbidden: tuple[str, ...]) -> list[str]:
    return sorted(
        f"{name} imports {other}"
        for name, others in graph().items()
        if within(name, *rooms)
        for other in others
        if within(other, *forbidden) and not within(other, *rooms)
    )


def circles(graph: dict[str, set[str]]) -> list[set[str]]:
    """Return the strongly connected components with more than one node (Tarjan 1972)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[set[str]] = []

    def visit(node: str) -> None:
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in graph.get(node, ()):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            at = stack.index(node)
            part = set(stack[at:])
            del stack[at:]
            if len(part) > 1:
                found.append(part)

    for node in graph:
        if node not in index:
            visit(node)
    return found


def room_of(name: str) -> str:
    """Return the room of a file: its folder under core or gui, or its own name."""
    return ".".join(name.split(".")[:2])


def test_the_finder_of_circles_finds():
    assert circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [{"a", "b", "c"}]


def test_no_circles_between_files():
    assert circles(graph()) == []


def room_graph() -> dict[str, set[str]]:
    rooms: dict[str, set[str]] = defaultdict(set)
    for name, others in graph().items():
        rooms[room_of(name)] |= {room_of(o) for o in others} - {room_of(name)}
    return rooms


def test_no_circles_between_rooms():
    assert circles(room_graph()) == []


#: the run trains; the benchmarks measure the engine itself, without the run around it
KNOWS_TRAINING = ("core.training", "core.run", "core.benchmarks")


def test_the_run_is_the_only_door_to_training():
    found = {
        name
        for name, others in graph().items()
        if any(within(o, "core.training") for o in others) and not within(name, *KNOWS_TRAINING)
    }
    assert found == set()


def test_moments_are_plain_data_that_know_no_engine():
    assert breaches(("core.moments",), ("core.training", "core.run", "core.documents")) == []


def test_what_it_means_knows_neither_the_window_nor_the_engine():
    assert breaches(("core.lesson",), ("gui", "core.run", "core.documents", "core.formats")) == []
    assert breaches(("core.lesson", "core.pictures"), ("core.training",)) == []


def test_the_window_knows_no_engine():
    assert breaches(("gui",), ("core.training",)) == []


def test_the_kit_knows_no_room():
    rooms = tuple({room_of(name) for name in FILES if within(name, "gui")} - {"gui.kit", "gui"})
    assert breaches(("gui.kit",), rooms) == []


def test_what_draws_nothing_is_not_in_gui():
    """Excepted are glue between the rooms, geometry for painters, and descriptions of views."""
    drawing = ("PySide6.QtWidgets", "PySide6.QtGui", "pyqtgraph")
    still = {
        name
        for name, path in FILES.items()
        if within(name, "gui")
        and path.name not in ("__init__.py", "tab.py")
        and not any(q.startswith(drawing) for q in qt_of(path))
        and not within(name, "gui.commands", "gui.thread")
    }
    assert still == STILL_IN_GUI


#: files in gui that draw nothing: geometry and texts shared by the painters of one view, and two
#: files of glue for the window. The list may only get shorter
STILL_IN_GUI = {
    *("gui.documents.guarded", "gui.documents.unsaved"),
    *("gui.weights.pasted", "gui.kit.settings", "gui.kit.texts", "gui.kit.theme", "gui.kit.view"),
    *("gui.loss.curves", "gui.loss.now", "gui.timeline.scale"),
    *("gui.network.camera", "gui.network.layout", "gui.network.light", "gui.network.placing"),
    "gui.network.pointing",
    *("gui.network.scene", "gui.network.slots", "gui.network.words", "gui.panels.facts"),
    *("gui.step.equation_layout", "gui.step.matrix_fit"),
    *("gui.step.surface_room", "gui.step.surface_words"),
    *("gui.surface.map", "gui.surface.scale", "gui.surface.words"),
    *("gui.kit.action_row", "gui.window.tabs", "gui.window.situations"),
    *("gui.window.notices", "gui.window.step_view", "gui.window.wires", "gui.window.tab_wires"),
}


def test_no_folder_is_a_heap():
    sizes = defaultdict(int)
    for path in FILES.values():
        sizes[path.parent] += path.name != "__init__.py"
    assert {str(folder): n for folder, n in sizes.items() if n > 30} == {}


#: similar pieces one after another, read in order; every other file is a single concept and shorter
LISTS = ("core.data.generated", "core.run.commands")


def test_no_file_is_a_house():
    found = {
        name: len(path.read_text(encoding="utf-8").splitlines()) for name, path in FILES.items()
    }
    long = {name for name, n in found.items() if n > 400 and not within(name, *LISTS)}
    assert long == set()


@pytest.mark.parametrize("room", ["core"])
def test_no_qt_in_core(room):
    assert {name for name, path in FILES.items() if within(name, room) and qt_of(path)} == set()


def test_panels_know_neither_the_document_nor_the_thread():
    assert breaches(("gui.panels",), ("gui.documents", "gui.thread", "gui.commands")) == []


def test_only_the_window_and_the_commands_know_the_thread():
    glue = ("gui.window", "gui.commands", "gui.thread", "gui.app", "gui.self_test")
    views = tuple(
        {room_of(name) for name in FILES if within(name, "gui")}
        - {"gui", "gui.window_bench", "gui.soak", "gui.silence", *glue}
    )
    assert breaches(views, ("gui.thread",)) == []
