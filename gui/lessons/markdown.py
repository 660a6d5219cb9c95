"""Text in Markdown from a file of others: shown with its bold words and lists, and nothing more.

Tags, pictures and links stay words: showing a text fetches nothing and opens nothing.
"""

import re

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel, QWidget

#: what would make a picture or a link of the words before it
_LINK = re.compile(r"!\[|\](?=[(\[:])|<(?=[A-Za-z/!?])")
#: the end of a line between characters that are written without spaces, as in Chinese
_WIDE = "\u3000-\u303f\u4e00-\u9fff\uff00-\uffef"
_WIDE_MARK = "\u3000-\u303f\uff00-\uffef"
_BREAK = re.compile(rf"(?<=[{_WIDE_MARK}])\n(?=\S)|(?<=[{_WIDE}])\n(?=[{_WIDE}])")
_FEATURES = QTextDocument.MarkdownFeature
_BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)


def html_of(text: str) -> str:
    """Return a text in Markdown as the HTML that labels draw."""
    document = QTextDocument()
    text = _BREAK.sub("", text)
    plain = _LINK.sub(lambda found: "".join("\\" + letter for letter in found[0]), text)
    dialect = _FEATURES.MarkdownDialectCommonMark | _FEATURES.MarkdownNoHTML
    document.setMarkdown(plain, dialect)
    found = _BODY.search(document.toHtml())
    # the fonts are the label's own
    return re.sub(r"font-(family|size):[^;\"]*;?", "", "" if found is None else found[1])


class MarkdownLabel(QLabel):
    """A label that shows a text in Markdown, wrapped; it can be selected and copied."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setWordWrap(True)
        self.setOpenExternalLinks(False)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.show_text(text)

    def show_text(self, text: str) -> None:
        """Show another text."""
        self.setText(html_of(text))
        self.setAccessibleName(re.sub(r"[*`_#]", "", text).strip())
