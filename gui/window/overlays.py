"""What lies over the diagram, each in a place of its own: notices, a layer's form, the tour's card.

The card beside the cursor gives way to all of them.
"""

from PySide6.QtWidgets import QWidget

from gui.commands.program import ProgramCommands
from gui.kit.notice_bar import NoticeBar
from gui.network.card import Card
from gui.network.diagram import NetworkDiagram
from gui.panels.network import NetworkPanel
from gui.window.layout import Columns


def lay_over(
    diagram: NetworkDiagram,
    network: NetworkPanel,
    program: ProgramCommands,
    notices: NoticeBar,
    columns: Columns,
    hint: QWidget,
) -> None:
    """Lay them over the diagram and the column that it is in; notices stay above the hint."""
    notices.lie_over(columns.left, hint)
    notices.stay_beside(program.tour)
    popover = network.float_over(diagram, diagram.scene.place_of_layer)
    popover.end_above(program.tour)
    for card in diagram.findChildren(Card):
        card.keep_clear((popover, program.tour, notices))
