"""The hidden space in words: its axes, what they explain, and where a sample lies."""

from core.counts import counted
from core.lesson.cards.samples import number_of_point
from core.lesson.names.units import input_names, unit_symbols
from core.lesson.numbers import figure, percent
from core.pictures.lab.hidden import HiddenSpace, Plane
from core.pictures.snapshot import Facts, LayerPicture
from core.words import say, translate


def unit_choices(
    facts: Facts | None, layers: tuple[LayerPicture, ...], layer: int
) -> tuple[str, ...]:
    """Return the names of the units of a layer, as axes; −1 are the network's inputs."""
    if layer < 0:
        return input_names(facts, layers[0].inputs)
    return unit_symbols(facts, layers, layer)


def first_plane(layers: tuple[LayerPicture, ...]) -> Plane:
    """Return the plane that tells most at first: of the last hidden layer, or else the outputs."""
    dense = [i for i, layer in enumerate(layers) if layer.has_neurons]
    layer = dense[-2] if len(dense) > 1 else len(layers) - 1
    return Plane(layer, usual_units(layers[layer].units))


def usual_units(units: int) -> tuple[int, int] | None:
    """Return the two units of a layer with two; None, the main directions, for a wider one."""
    return (0, units - 1) if units <= 2 else None


def axis_names(
    facts: Facts | None, layers: tuple[LayerPicture, ...], plane: Plane
) -> tuple[str, str]:
    """Return the names of the two axes; the second of a single unit has none."""
    if plane.units is None:
        return translate("Hidden", "direction 1"), translate("Hidden", "direction 2")
    names = unit_choices(facts, layers, plane.layer)
    first, second = plane.units
    return names[first], names[second] if len(names) > 1 else ""


def space_words(space: HiddenSpace, facts: Facts) -> str:
    """Return what is shown: what the directions explain, what the grid is, how many points."""
    said = []
    if space.shares is not None:
        first, second = (percent(share) for share in space.shares)
        said.append(
            say("Hidden", "{first} and {second} of the variance.", first=first, second=second)
        )
    if space.grid.shape[0] == 1:
        said.append(translate("Hidden", "Line: the input."))
    else:
        said.append(translate("Hidden", "Grid: the plane of the surface."))
    shown, there = len(space.samples), int((~facts.points.test).sum())
    if shown < there:
        points = counted(there, "training point")
        said.append(say("Hidden", "{n} of {points}.", n=shown, points=points))
    return " ".join(said)


def sample_words(space: HiddenSpace, at: int, facts: Facts) -> str:
    """Return one of the samples: its number, its class or target, and where it lies."""
    point = int(space.samples[at])
    targets = facts.points.targets[point]
    if len(facts.classes) == len(targets) > 1:
        target = facts.classes[int(targets.argmax())]
    elif len(facts.classes) == 2 and len(targets) == 1:
        target = facts.classes[int(targets[0] > 0.5)]
    else:
        target = ", ".join(figure(float(value)) for value in targets)
    x, y = (figure(float(value)) for value in space.places[at])
    number = number_of_point(facts, point)
    return say("Hidden", "sample {n} · {target} · ({x}, {y})", n=number, target=target, x=x, y=y)
