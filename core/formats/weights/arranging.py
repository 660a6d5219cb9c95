"""The layers of a file as a person arranges them: their order, which are turned, activations.

One text says it, a layer after another, by its place in the file from 0: "0t:relu,2,1:softmax" is
the first one turned and with ReLU, then the third as it is, then the second with softmax.
"""

import re
from dataclasses import dataclass, replace

from core.components.activations import ACTIVATIONS
from core.errors import DataError, ProjectError
from core.formats.importers import Imported, ImportedLayer, turned_layer
from core.words import say

#: layers that can be arranged by hand, at most
MOST_LAYERS = 24


class NoChain(DataError):
    """Layers that do not fit one behind another as they are arranged."""


@dataclass(frozen=True)
class Place:
    """A layer of the file by its place there, and what is done to it.

    An empty `activation` leaves what the file says.
    """

    index: int
    turned: bool = False
    activation: str = ""

    def text(self) -> str:
        """Return it as it is written."""
        ending = f":{self.activation}" if self.activation else ""
        return f"{self.index}{'t' if self.turned else ''}{ending}"


def as_they_are(layers: tuple[ImportedLayer, ...]) -> tuple[Place, ...]:
    """Return the arrangement that changes nothing."""
    return tuple(Place(index) for index in range(len(layers)))


def text_of(places: tuple[Place, ...]) -> str:
    """Return an arrangement as it is written."""
    return ",".join(place.text() for place in places)


def read_places(text: str, layers: tuple[ImportedLayer, ...]) -> tuple[Place, ...]:
    """Read an arrangement of these layers. Raises ProjectError for what is none."""
    found = []
    for part in text.split(","):
        parted = re.fullmatch(r"\s*(\d{1,4})(t?)(?::(\w{1,100}))?\s*", part)
        if parted is None:
            raise _none(say("Import", "{part} is no place of a layer", part=repr(part[:40])))
        if parted[3]:
            ACTIVATIONS.named(parted[3], "arrange")
        found.append(Place(int(parted[1]), bool(parted[2]), parted[3] or ""))
    if sorted(place.index for place in found) != list(range(len(layers))):
        raise _none(
            say(
                "Import", "every layer has to be there once, from 0 to {last}", last=len(layers) - 1
            )
        )
    for place in found:
        if not layers[place.index].has_neurons and (place.turned or place.activation):
            raise _none(
                say("Import", "{layer} has no matrix and no activation",
                    layer=layers[place.index].name[:60])
            )  # fmt: skip
    return tuple(found)


def _none(why: str) -> ProjectError:
    return ProjectError(
        say("Import", "arrange: {reason}", reason=why),
        say("Import", "write the layers by their places, as in 0t:relu,2,1"),
    )


def arranged_as(imported: Imported, places: tuple[Place, ...]) -> Imported:
    """Return the network with its layers so; what a person says so is open no more."""
    if places == as_they_are(imported.layers):
        return imported
    layers = []
    for place in places:
        layer = imported.layers[place.index]
        layer = turned_layer(layer) if place.turned else layer
        if place.activation:
            layer = replace(layer, activation=ACTIVATIONS.named(place.activation)())
        layers.append(layer)
    left = replace(imported.left, order=False, way=None)
    return replace(imported, layers=tuple(layers), left=left)


def chain_words(layers: tuple[ImportedLayer, ...]) -> str:
    """Return the chain of sizes, `4 → 8 → 3`; `≠` where a layer does not take what comes to it."""
    words = f"{layers[0].inputs:,}"
    units = layers[0].inputs
    for layer in layers:
        if layer.inputs != units:
            words += f" ≠ {layer.inputs:,}"
        units = layer.units
        words += f" → {units:,}"
    return words
