"""What is followed without being asked for: a number that tells something, and always the same."""

from core.lesson.cards.following import Following
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, project

#: the first input is always 0, as a pixel at a picture's edge
DARK = {"name": "points", "inputs": [[0, 1, 2], [0, 2, -1], [0, -1, 1]], "targets": [[1], [0], [1]]}


def followed(made, updates=1):
    """Return the number followed at every backward and update stop."""
    stepped, following, parts = Stepped(made), Following(), []
    for _ in range(updates):
        for shown in stepped.update():
            cursor = following.show(shown.step, shown.layers, stepped.facts)
            if following.context.stop.kind in ("backward", "update"):
                parts.append((following.context.stop.kind, cursor.part))
    return parts


def test_a_weight_without_a_gradient_is_not_followed():
    made = project([dense(2, "tanh"), dense(1)], DARK, loss="mean_squared_error")
    parts = followed(made, 3)
    of_the_first = {part.index for _, part in parts if part.layer == 0}
    assert len(of_the_first) == 1 and next(iter(of_the_first))[0] in (1, 2)


def test_the_first_weight_is_followed_where_it_learns():
    assert {part.index for _, part in followed(opening())} == {(0, 0)}
