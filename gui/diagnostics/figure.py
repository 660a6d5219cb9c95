"""A figure of the diagnostics with its heading and one sentence on how to read it."""

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from gui.kit.plot_parts import caption, colour_label, heading
from gui.kit.theme import SPACE, Theme


class Figure(QWidget):
    """A heading, a sentence on how to read the figure, and the figure itself."""

    def __init__(self, title: str, sentence: str, canvas: QWidget) -> None:
        super().__init__()
        self.title = heading(title, of_plot=False)
        self.sentence: QLabel = caption(sentence)
        self.sentence.setWordWrap(True)
        self.canvas = canvas
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.title)
        column.addWidget(self.sentence)
        column.addWidget(canvas)
        column.addStretch(1)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self.title, theme.text)
        colour_label(self.sentence, theme.secondary)


def sentences() -> tuple[str, ...]:
    """Return how to read the figures: norms, ratios, gradients, weights, activations."""
    translate = QCoreApplication.translate
    return (
        translate(
            "Diagnostics",
            "Far smaller in the first layers than in the last: the gradient vanishes on its way "
            "back; far larger: it explodes.",
        ),
        translate(
            "Diagnostics",
            "Each step relative to the weights: about 0.001 is usual, far more is unsteady, far "
            "less hardly learns.",
        ),
        translate(
            "Diagnostics",
            "Of the update looked at, one axis for all layers: all piled up at 0 means that a "
            "layer hardly learns beside the others.",
        ),
        translate(
            "Diagnostics",
            "They should spread slowly from their start; one that runs far out makes training "
            "unsteady.",
        ),
        translate(
            "Diagnostics",
            "The neurons' outputs: piled up at the ends means saturated, all at 0 means dead.",
        ),
    )
