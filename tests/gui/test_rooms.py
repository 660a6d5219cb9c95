"""What may be in gui, judged by imports. Every list may only get shorter."""

from collections import Counter

from tests.test_rooms import FILES, ROOT, circles, graph, qt_of, within

DRAWING = ("PySide6.QtWidgets", "PySide6.QtGui", "pyqtgraph")
MOST_FILES, MOST_LINES = 30, 400

GUI = {name: path for name, path in FILES.items() if within(name, "gui")}

#: the commands of a person, passed on to the session and the document: signals and slots only
COMMANDS = {
    *("gui.commands.numbers", "gui.commands.structure"),
    *("gui.commands.time", "gui.commands.train", "gui.commands.views", "gui.commands.files"),
    *("gui.commands.teaching.rows", "gui.commands.point_edits"),
    "gui.commands.covering",  # what may not be shown while it is asked for
    "gui.commands.shown",  # which of them still mean what they meant
}
#: the thread and what goes between it and the window: signals that cross threads
THREAD = {"gui.thread.garbage", "gui.thread.news", "gui.thread.session"}
THREAD |= {"gui.thread.lull", "gui.thread.measuring", "gui.thread.turns", "gui.thread.worker"}
#: geometry in Qt's points and rectangles, or in pixels, that the painters of one view share
GEOMETRY = {
    "gui.network.camera",
    *("gui.network.layout", "gui.network.placing", "gui.network.pointing", "gui.network.slots"),
    *("gui.network.light", "gui.network.scene", "gui.step.equation_layout"),
    *("gui.step.matrix_fit", "gui.step.surface_room", "gui.timeline.scale", "gui.loss.now"),
}
#: values that one view draws, made ready beside it
VALUES = {"gui.loss.curves", "gui.surface.map", "gui.surface.scale"}
#: texts of one view or of all, translated by Qt
WORDS = {
    *("gui.weights.pasted", "gui.kit.texts", "gui.network.words"),
    *("gui.step.surface_words", "gui.surface.words"),
}
#: what a view receives, and what a panel reads of it: protocols without code
PROTOCOLS = {"gui.kit.view", "gui.panels.facts"}
#: how an action describes itself, and what it needs of the window: values
ROWS = {"gui.kit.action_row", "gui.window.tabs"}
#: how a view describes itself, without importing what draws it
TABS = {name for name, path in GUI.items() if path.name == "tab.py" and "views" not in name}
#: the look in numbers, and what Qt keeps from one start to the next
LOOK = {"gui.kit.theme", "gui.kit.settings"}
#: the state of the open file, told by signals
FILE_STATE = {"gui.documents.guarded", "gui.documents.unsaved"}
#: connects the parts of the window
WIRING = {
    *("gui.window.notices", "gui.window.situations", "gui.window.step_view", "gui.window.wires"),
    "gui.window.tab_wires",
}

GLUE = COMMANDS | THREAD | GEOMETRY | VALUES | WORDS | PROTOCOLS | LOOK | FILE_STATE | WIRING | ROWS
GLUE |= TABS

#: similar pieces one after another, read in order: a table of components, sources or commands
TABLES = {
    *("core.components.activations", "core.components.layers", "core.components.losses"),
    *("core.components.optimizers", "core.data.generated", "core.run.commands"),
}


def draws(name: str) -> bool:
    return any(within(used, *DRAWING) for used in qt_of(GUI[name]))


def test_a_file_of_gui_draws_or_is_known_as_glue():
    without = {n for n, p in GUI.items() if p.name != "__init__.py" and not draws(n)}
    assert without - GLUE == set(), "to core, or on a list with its reason"
    assert GLUE - without == set(), "it draws now or is gone: off the list"


def test_no_file_of_gui_reads_the_engine():
    """This includes the rooms, the window, the thread, the start, the self-test and the bench."""
    found = {n for n in GUI if any(within(o, "core.training") for o in graph()[n])}
    assert found == set()


def test_no_circles_between_files_of_gui():
    assert circles({name: graph()[name] & set(GUI) for name in GUI}) == []


def test_no_folder_is_a_heap():
    sizes = Counter(p.parent.relative_to(ROOT) for p in FILES.values() if p.name != "__init__.py")
    assert {str(folder): n for folder, n in sizes.items() if n > MOST_FILES} == {}


def test_no_file_is_longer_than_one_concept():
    lines = {n: len(p.read_text(encoding="utf-8").splitlines()) for n, p in FILES.items()}
    assert {n for n, count in lines.items() if count > MOST_LINES} - TABLES == set()


def test_the_lists_name_files_that_are_there():
    assert (GLUE | TABLES) - set(FILES) == set()
