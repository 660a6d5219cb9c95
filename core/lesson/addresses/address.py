"""Addresses: the NumPy name of an array, and a place in it counted from 1.

X[3,1] y[3,1] W1[2,1] b1[1] Z1[3,2] A1[3,2] L L[3] dZ2[3,1] dW1[2,1] scale2[1] D4[3,2] R J, W1'[2,1]
for its value after the update, and n, m, eta, slope1[3,2] (the activation's slope there).
Layers are counted from 1 in the order of the project. ŷ[3,1] is read as the last layer's output.
"""

import re
import unicodedata
from dataclasses import dataclass
from types import MappingProxyType

from core.errors import UserError
from core.words import say

_FORM = re.compile(r"(d?)([A-Za-z_ŷ]+?)(\d*)('?)(?:\[\s*(\d+)\s*(?:,\s*(\d+)\s*)?\])?")

#: the names of a layer's arrays in NumPy lines, by their names in the engine
CODE_NAMES = MappingProxyType(
    {"weight": "W", "bias": "b", "z": "Z", "a": "A", "mask": "D", "normalized": "N"}
)
_KINDS = MappingProxyType({code: name for name, code in CODE_NAMES.items()})
#: those that belong to no layer, with the most indexes they may have
WHOLE = MappingProxyType(
    {
        "X": (2,),
        "y": (2,),
        "L": (0, 1),
        "R": (0,),
        "J": (0,),
        "n": (0,),
        "m": (0,),
        "eta": (0,),
        "loss_after": (0,),
    }
)
_MOST_LAYERS = 10**6
#: the prediction, which is the last layer's output, as people write it
_PREDICTIONS = ("ŷ", "yhat", "y_hat", "Yhat")
#: other signs for the same: primes as they are typeset, and the capital of ŷ
_SIGNS = str.maketrans({"′": "'", "’": "'", "Ŷ": "ŷ"})


@dataclass(frozen=True)
class Address:
    """One number: `kind` is the engine's name of its array, or X, y, L, R, J, n, m, eta.

    `layer` counts from 1, 0 where it belongs to none; `index` counts from 1 and is empty for a
    whole array or a single number. `is_slope` stands for a leading d, `is_after` for a prime.
    """

    kind: str
    layer: int = 0
    index: tuple[int, ...] = ()
    is_slope: bool = False
    is_after: bool = False

    @property
    def array(self) -> str:
        """The name of its array in NumPy lines: dW1."""
        number = str(self.layer) if self.layer else ""
        return f"{'d' if self.is_slope else ''}{CODE_NAMES.get(self.kind, self.kind)}{number}"

    @property
    def is_of_sample(self) -> bool:
        """Whether its first index is a row of the batch."""
        if self.layer == 0:
            return self.kind in ("X", "y", "L")
        return self.kind in ("z", "a", "mask", "normalized", "slope")

    def __str__(self) -> str:
        """Return it in its written form: W1'[2,1]."""
        places = f"[{','.join(map(str, self.index))}]" if self.index else ""
        return f"{self.array}{chr(39) if self.is_after else ''}{places}"


def parse(text: str, layers: int = 0) -> Address:
    """Return the address in a text. Raises UserError if it is not one.

    With the number of `layers`, ŷ[3,1] (or yhat[3,1]) is the output of the last of them.
    """
    written = unicodedata.normalize("NFC", text.strip()).translate(_SIGNS)
    found = _FORM.fullmatch(written) if len(text) <= 80 else None
    if found is None:
        raise _no_address(text)
    head, stem, number, prime, *places = found.groups()
    if stem in _PREDICTIONS and not number:
        if not layers:
            raise UserError(
                say("Addresses", "“{text}” says no layer", text=text[:40]),
                say("Addresses", "ŷ is A with the number of the last layer"),
            )
        stem, number = "A", str(layers)
    if head and f"d{stem}" in WHOLE:
        head, stem = "", f"d{stem}"
    index = tuple(int(place) for place in places if place is not None)
    layer = int(number) if number and len(number) < 8 else 0
    allowed: tuple[int, ...] = (0, 1, 2)
    if stem in WHOLE and not number:
        allowed = WHOLE[stem]
    elif not 1 <= layer <= _MOST_LAYERS:
        raise _no_address(text)
    if (index and min(index) < 1) or (len(index) not in allowed and index):
        raise _no_address(text)
    return Address(_KINDS.get(stem, stem), layer, index, bool(head), bool(prime))


def _no_address(text: str) -> UserError:
    return UserError(
        say("Addresses", "“{text}” is not the address of a number", text=text[:40]),
        # letters, not numbers: what is asked for may be any of them
        say(
            "Addresses", "write W1[i,j] (from input i to neuron j), b1[j], Z1[i,j] (sample i), or L"
        ),
    )
