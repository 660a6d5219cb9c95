"""Recorded arrays: arrays that report to a recorder what is done with them.

An operation on one is done by NumPy as usual and, while the recorder listens, written down. Its
result is recorded too. Anything that would take a number out of the tape (a float, a truth value, a
single item) raises Unplayable, as the tape could not follow it.
"""

from typing import Any, Protocol
from weakref import ReferenceType, ref

import numpy as np
from numpy.typing import NDArray

from core.training.tape.loops import Unplayable

AnyArray = NDArray[Any]


class Listener(Protocol):
    """Receives reports of what happens to arrays."""

    def ufunc(self, ufunc: np.ufunc, method: str, inputs: Any, options: Any) -> Any:
        """A ufunc is called with arrays."""

    def function(self, function: Any, args: Any, options: Any) -> Any:
        """Another function of NumPy is called with arrays."""

    def converted(self, array: AnyArray, dtype: Any) -> Any:
        """An array is converted to another type, or copied."""

    def written(self, view: AnyArray, value: Any) -> None:
        """Values are written to a part of an array."""


class Recorded(np.ndarray[Any, Any]):
    """An array whose `listener` is told everything that is done with it.

    It does not keep its listener alive: a recorder keeps a tape, a tape its arrays, and Python
    cannot see from a view to the array that it shows, so that such a circle would never be freed.
    """

    listener: ReferenceType[Listener] | None

    def __array_finalize__(self, obj: Any) -> None:
        """Take the listener over from the array that this one is made of."""
        self.listener = getattr(obj, "listener", None)

    def __array_ufunc__(self, ufunc: np.ufunc, method: str, *inputs: Any, **options: Any) -> Any:
        """Let the listener call the ufunc."""
        return _listener((*inputs, *options.get("out", ()))).ufunc(ufunc, method, inputs, options)

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        """Let the listener call the function."""
        return _listener((self, *args)).function(func, args, kwargs)

    def astype(self, dtype: Any, *args: Any, **options: Any) -> Any:
        """Return the same numbers in another type."""
        return _listener((self,)).converted(plain(self), dtype)

    def copy(self, *args: Any) -> Any:
        """Return the same numbers."""
        return _listener((self,)).converted(plain(self), self.dtype)

    def __getitem__(self, key: Any) -> Any:
        """Return a view; a single number or a selection of them would leave the tape."""
        found = super().__getitem__(key)
        if not isinstance(found, np.ndarray) or owner(found) is not owner(self):
            raise Unplayable("single numbers taken out of an array")
        return found

    def __setitem__(self, key: Any, value: Any) -> None:
        """Write to a part of it."""
        view = plain(self)[key]
        if not isinstance(view, np.ndarray) or owner(view) is not owner(self):
            raise Unplayable("single numbers written into an array")
        _listener((self,)).written(view, value)

    def view(self, *args: Any, **options: Any) -> Any:
        """Return a view that reports as well."""
        found = super().view(*args, **options)
        return found if isinstance(found, Recorded) else self._leaves()

    def _leaves(self, *args: Any, **options: Any) -> Any:
        raise Unplayable("a number that is taken out of its array")

    __float__ = __int__ = __bool__ = __index__ = __complex__ = _leaves
    item = tolist = tobytes = take = dot = fill = sort = argsort = argmin = argmax = _leaves
    nonzero = cumsum = cumprod = choose = compress = trace = repeat = round = _leaves
    flat = data = property(_leaves)
    searchsorted = partition = argpartition = put = resize = setfield = byteswap = _leaves


def plain(value: Any) -> Any:
    """Return an array as a plain one that reports nothing; anything else unchanged."""
    return np.ndarray.view(value, np.ndarray) if isinstance(value, Recorded) else value


def owner(array: AnyArray) -> AnyArray:
    """Return the array whose memory a view shows."""
    while isinstance(array.base, np.ndarray):
        array = array.base
    return array


def recorded(array: AnyArray, listener: Listener) -> Recorded:
    """Return a view of an array that reports to a listener."""
    view = array.view(Recorded)
    view.listener = ref(listener)
    return view


def _listener(values: Any) -> Listener:
    for value in values:
        if isinstance(value, Recorded) and value.listener is not None:
            listener = value.listener()
            if listener is not None:
                return listener
    raise Unplayable("an array that nobody listens to")
