"""A card as plain text: title, why, equations, the matrix of the batch, and the NumPy lines."""

from core.lesson.cards.content import Card, Matrix, plain, shown


def matrix_rows(matrix: Matrix) -> list[list[str]]:
    """Return the head of a matrix and its shown rows, as words."""
    head = ["", *(column.name for column in matrix.columns)]
    rows = [
        [label, *(shown(float(column.values[row])) for column in matrix.columns)]
        for row, label in zip(matrix.rows, matrix.labels, strict=True)
    ]
    return [head, *rows]


def text_of(card: Card) -> str:
    """Return a card as text, its parts separated by empty lines."""
    parts = [f"{card.title}\n{card.why}", *(plain(block) for block in card.blocks), card.outcome]
    if card.matrix is not None:
        rows = matrix_rows(card.matrix)
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        parts.append(
            "\n".join(
                "  ".join(word.rjust(width) for word, width in zip(row, widths, strict=True))
                for row in rows
            )
        )
    parts.append(card.line.replace("; ", "\n"))
    return "\n\n".join(part for part in parts if part)
