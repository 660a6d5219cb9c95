"""Pictures of examples, each drawn from the points of its own data."""

import json
from functools import lru_cache

from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon

from core.data.streams import Stream, stream
from core.documents.examples import Example
from core.documents.opening import examples_folder
from core.project import Project
from gui.kit.theme import Theme
from gui.panels.thumbnails import icon_of


@lru_cache(maxsize=256)
def example_picture(example: Example, theme: Theme, size: int, ratio: float) -> QIcon:
    """Return the picture of an example, `size` pixels square; it takes a few milliseconds."""
    project = Project.from_json(json.loads(example.path.read_text(encoding="utf-8")))
    generator = stream(project.data_seed(), Stream.DATA)
    samples = project.data.source.draw(generator, examples_folder())
    icon = icon_of(samples, theme, size, ratio)
    drawn = icon.pixmap(QSize(size, size), ratio)
    icon.addPixmap(drawn, QIcon.Mode.Selected)  # Qt would tint its colours, which mean classes
    return icon
