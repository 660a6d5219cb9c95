"""The diagram as a file: SVG for pages and slides, TikZ for LaTeX."""

from pathlib import Path

from core.formats.checking.verification import ReadBack
from core.formats.diagram.drawing import drawing_of, network_of
from core.formats.diagram.svg import numbers_in_svg, svg
from core.formats.diagram.tikz import numbers_in_tikz, tikz
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.records import record

_HOW = "numbers read back from the drawing, run by NumPy"


@EXPORTERS.register
@record
class SvgExporter(Exporter):
    """Units, and edges with the width and colour that they have in the window."""

    name = "svg"
    label = "diagram as SVG"
    suffix = ".svg"
    description = "diagram (SVG)"
    carries = "Neurons and weighted edges as in the window, with every weight and bias in it."
    good_for = "For pages, slides and drawing programs."
    place = 13

    def content(self, trained: Trained) -> bytes:
        """Return the drawing. Raises FileError for a network too large to be drawn."""
        return svg(drawing_of(trained)).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Read the numbers from the drawing."""
        numbers = numbers_in_svg(path.read_text(encoding="utf-8"))
        return network_of(*numbers, trained).read_back(trained.samples, _HOW)


@EXPORTERS.register
@record
class TikzExporter(Exporter):
    """The same as a complete LaTeX document."""

    name = "tikz"
    label = "diagram as TikZ"
    suffix = ".tex"
    description = "diagram (TikZ)"
    carries = "Neurons and weighted edges as in the window; every weight and bias as a comment."
    good_for = "For papers and lecture notes in LaTeX."
    place = 14

    def content(self, trained: Trained) -> bytes:
        """Return the drawing. Raises FileError for a network too large to be drawn."""
        return tikz(drawing_of(trained)).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Read the numbers from the comments."""
        numbers = numbers_in_tikz(path.read_text(encoding="utf-8"))
        return network_of(*numbers, trained).read_back(trained.samples, _HOW)
