"""The recorder: does the operations on recorded arrays, and writes down how to play them.

Every array that an operation reads must be one whose creation was seen, or one declared as known
(the state, the data): otherwise it may hold other numbers next time. For anything more than an
elementwise loop (a reduction, a matrix product), the player's result is compared here with NumPy's
own call, on random numbers in arrays with the same memory layout, before it is written.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.elementwise import elementwise
from core.training.tape.arrays import alike, called, clash, kind_of, same_place
from core.training.tape.functions import loop_of_function
from core.training.tape.loops import Unplayable, loop_of, types_of
from core.training.tape.recorded import Recorded, owner, plain, recorded
from core.training.tape.reductions import pieces, write_reduction
from core.training.tape.writing import Tape, Writer

AnyArray = NDArray[Any]

#: functions of NumPy that are written in Python over ufuncs: what they call is recorded
_THROUGH = ("clip", "mean", "sum", "max", "min", "amax", "amin", "var", "std", "square")
_TRIALS = 12
_LARGE = 1 << 16


class Recorder:
    """Records while `listening`; before that it only keeps track of arrays."""

    def __init__(self, run: Callable[[Tape], None]) -> None:
        """`run` plays a tape once, to compare with."""
        self.listening = False
        self._run = run
        self._writer = Writer()
        self._known: dict[int, Any] = {}
        self._checked: dict[Any, bool] = {}

    def start(self) -> None:
        """Begin a new tape."""
        self._writer, self.listening = Writer(), True

    def finish(self) -> Tape:
        """Return what was recorded since `start`."""
        self.listening = False
        return self._writer.finish()

    def know(self, array: AnyArray) -> Recorded:
        """Return a recorded view of an array that keeps its address as long as the tape lives."""
        array = plain(array)
        whole = owner(array)
        self._known[id(whole)] = whole
        return recorded(array, self)

    def random(self, generator: np.random.Generator, out: AnyArray) -> None:
        """Draw numbers from 0 to 1 into an array."""
        out = self._seen(out)
        generator.random(out=out)
        if self.listening:
            self._writer.random(int(generator.bit_generator.ctypes.bit_generator.value), out)

    def copyto(self, out: Any, value: Any, mask: Any = None) -> None:
        """Copy an array into another one, where a mask is true: a number must be an array."""
        if not isinstance(value, Recorded):
            raise Unplayable("a figure that is given as a plain number")
        self._fill(plain(out), plain(value), plain(mask))

    # ------------------------------------------------------------------ what arrays tell

    def ufunc(self, ufunc: np.ufunc, method: str, inputs: Any, options: Any) -> Any:
        """Call a ufunc; write the call down."""
        options = {name: plain(value) for name, value in options.items()}
        outs = tuple(plain(each) for each in options.pop("out", None) or ())
        ins = [plain(each) for each in inputs]
        if not self.listening:
            raise Unplayable(f"np.{ufunc.__name__} outside of an update")
        if method == "reduce":
            return self._reduce(ufunc, ins[0], outs, options)
        if method != "__call__" or ufunc.nout != 1 or options.pop("where", True) is not True:
            raise Unplayable(f"np.{ufunc.__name__} in the form {method}")
        options.pop("subok", None)
        casting = options.pop("casting", "same_kind")
        if options:
            raise Unplayable(f"np.{ufunc.__name__} with {', '.join(options)}")
        if ufunc is np.matmul:
            out = np.matmul(*ins, *outs, casting=casting)
            return self._product(np.matmul, ins[0], ins[1], out)
        return self._elementwise(ufunc, ins, outs, casting)

    def _elementwise(self, ufunc: np.ufunc, ins: list[Any], outs: Any, casting: str) -> Any:
        arrays = [each for each in ins if isinstance(each, np.ndarray)]
        for array in arrays:
            self._seen(array)
        kinds = tuple(kind_of(each) for each in ins)
        wanted = (*kinds, outs[0].dtype if outs else None)
        resolved = ufunc.resolve_dtypes(wanted, casting=casting)  # type: ignore[arg-type]
        function, data = loop_of(ufunc, types_of(resolved))
        if all(array.ndim == 0 for array in arrays) and resolved[-1] == np.float32:
            raise Unplayable("single numbers reckoned with in float32")
        before = [array.copy() if outs and clash(array, outs[0]) else None for array in arrays]
        if any(copy is not None for copy in before):
            raise Unplayable("an output that lies across an input")
        result = ufunc.__call__(*ins, out=outs or None, casting=casting)
        out = outs[0] if outs else np.asarray(result)
        self.know(out)
        operands = [
            self._converted(each, dtype) for each, dtype in zip(ins, resolved[:-1], strict=True)
        ]
        target = out if out.dtype == resolved[-1] else np.empty_like(out, dtype=resolved[-1])
        spread = [np.broadcast_to(each, out.shape) for each in operands]
        self._writer.loop(function, data, [*spread, target], out.shape)
        if target is not out:
            self._writer.cast(out, target)
        return self.know(out)

    def _converted(self, value: Any, dtype: np.dtype[Any]) -> AnyArray:
        """Return an operand in the type of the loop: a constant, the array, or a new copy."""
        if not isinstance(value, np.ndarray):
            return np.array(value, dtype=dtype)
        if value.dtype == dtype:
            return value
        made = np.empty(value.shape, dtype=dtype)
        self._writer.cast(made, value)
        return made

    def function(self, function: Any, args: Any, options: Any) -> Any:
        """Call a function of NumPy; write down what it does."""
        name = function.__name__
        if name in _THROUGH:
            return function._implementation(*args, **options)
        act = getattr(self, f"_do_{name}", None)
        if act is None:
            raise Unplayable(f"np.{name}")
        return act(*args, **options)

    def converted(self, array: AnyArray, dtype: Any) -> Any:
        """Return an array converted to a type."""
        made = self.know(np.empty(array.shape, dtype=dtype))
        self._fill(plain(made), array)
        return made

    def written(self, view: AnyArray, value: Any) -> None:
        """Write values to a view."""
        self._fill(view, plain(value))

    def _fill(self, out: AnyArray, value: Any, mask: AnyArray | None = None) -> None:
        out[...] = value if mask is None else np.where(mask, value, out)
        if not self.listening:
            return
        self._seen(out)
        if not isinstance(value, np.ndarray):
            self._writer.copy(out, np.array(value, dtype=out.dtype), mask)
            return
        self._seen(value)
        if clash(value, out):
            raise Unplayable("an output that lies across an input")
        if value.dtype == out.dtype:
            self._writer.copy(out, value, mask)
        elif mask is None:
            self._writer.cast(out, value)
        else:
            self._writer.copy(out, self._converted(value, out.dtype), mask)

    # ------------------------------------------------------------------ functions, by name

    def _do_copyto(self, dst: Any, src: Any, casting: str = "same_kind", where: Any = True) -> None:
        mask = None if where is True else self._seen(plain(where))
        out = plain(dst)
        if mask is not None and mask.dtype != np.bool_:
            raise Unplayable("a mask that is not of bool")
        self._fill(out, plain(src), mask)

    def _do_where(self, condition: Any, x: Any, y: Any) -> Any:
        mask, first, second = (plain(each) for each in (condition, x, y))
        dtype = np.result_type(first, second)
        shape = np.broadcast_shapes(*(np.shape(each) for each in (mask, first, second)))
        made = self.know(np.empty(shape, dtype=dtype))
        self._do_copyto(made, second)
        self._do_copyto(made, first, where=mask)
        return made

    def _do_empty_like(self, prototype: Any, *args: Any, **options: Any) -> Any:
        return self.know(np.empty_like(plain(prototype), *args, **options))

    def _made_like(self, prototype: Any, value: Any, args: Any, options: Any) -> Any:
        made = self._do_empty_like(prototype, *args, **options)
        self._fill(plain(made), value)
        return made

    def _do_zeros_like(self, prototype: Any, *args: Any, **options: Any) -> Any:
        return self._made_like(prototype, 0, args, options)

    def _do_ones_like(self, prototype: Any, *args: Any, **options: Any) -> Any:
        return self._made_like(prototype, 1, args, options)

    def _do_full_like(self, prototype: Any, value: Any, *args: Any, **options: Any) -> Any:
        return self._made_like(prototype, value, args, options)

    def _do_count_nonzero(self, array: Any) -> Any:
        values, out = self._seen(plain(array)), np.empty(())
        if values.dtype != np.bool_:
            raise Unplayable("a count of other than bools")
        out[...] = np.count_nonzero(values)
        self._writer.count(values, out)
        return self.know(out)

    def _do_argmax(self, array: Any, axis: int) -> Any:
        values = self._seen(plain(array))
        out = np.argmax(values, axis=axis)
        self._writer.largest(values, axis, out)
        return self.know(out)

    def _do_elementwise(self, function: Callable[[float], float], values: Any) -> Any:
        """Write a function of the standard library, one number at a time."""
        numbers = self._seen(plain(values))
        loop = loop_of_function(function, self._run)
        out = elementwise(function, numbers)
        given = self._converted(numbers, out.dtype)
        self._writer.loop(*loop, [given, out], out.shape)
        return self.know(out)

    def _do_dot(self, a: Any, b: Any, out: Any = None) -> Any:
        first, second = plain(a), plain(b)
        made = np.dot(first, second) if out is None else np.dot(first, second, plain(out))
        return self._product(np.dot, first, second, np.asarray(plain(made)))

    def _do_vdot(self, a: Any, b: Any) -> Any:
        first, second = plain(a).reshape(1, -1), plain(b).reshape(-1, 1)
        out = np.array(np.vdot(first, second))
        return self._product(np.vdot, first, second, out.reshape(1, 1)).reshape(())

    # ------------------------------------------------------------------ products and reductions

    def _product(self, function: Any, a: AnyArray, b: AnyArray, out: AnyArray) -> Any:
        if not (a.ndim == b.ndim == out.ndim == 2 and a.dtype == b.dtype == out.dtype):
            raise Unplayable("a product of other than two matrices of one type")
        for array in (a, b):
            self._seen(array)
            if np.may_share_memory(array, out):
                raise Unplayable("a product over its own factors")
        kinds = types_of([a.dtype, b.dtype, out.dtype])
        loop, times = loop_of(np.matmul, kinds), loop_of(np.multiply, kinds)
        key = function.__name__, a.dtype, a.shape, a.strides, b.strides, out.strides, out.shape
        same = same_place(a, b)

        def write(writer: Writer, first: AnyArray, second: AnyArray, into: AnyArray) -> None:
            if function is np.dot and first.size == second.size == 1:
                # np.dot multiplies two numbers; np.matmul adds 0, which takes the sign off a zero
                writer.loop(*times, [first, second, into], into.shape)
                return
            if function is np.dot and first.shape[0] == 1:
                second = self._without_gaps(writer, second)
            elif function is np.dot and second.shape[1] == 1:
                first = self._without_gaps(writer, first)
            writer.gemm(*loop, first, second, into)

        def trial(generator: np.random.Generator) -> bool:
            one = alike(a, generator)
            other = one.T if same else alike(b, generator)
            found = alike(out, generator)
            wanted = called(function, one, other, found)
            writer = Writer()
            write(writer, one, other, found)
            self._run(writer.finish())
            return found.tobytes() == wanted.tobytes()

        if not self._is_same((*key, same), out.size * a.shape[1], trial):
            raise _other_bits(key)
        write(self._writer, a, b, out)
        return self.know(out)

    @staticmethod
    def _without_gaps(writer: Writer, matrix: AnyArray) -> AnyArray:
        """Return what np.dot multiplies with a vector: a copy of a matrix that lies with gaps.

        Such are the weights of a layer with biases, which lie between them. Source: NumPy's
        `cblas_matrixproduct`; np.matmul does without, and its sums come in another order.
        """
        if min(matrix.shape) == 1 or matrix.flags.forc:
            return matrix
        made = np.empty(matrix.shape, dtype=matrix.dtype)
        writer.copy(made, matrix)
        return made

    def _reduce(self, ufunc: np.ufunc, array: AnyArray, outs: Any, options: Any) -> Any:
        missing = np._NoValue
        if options.pop("initial", missing) is not missing or options.pop("where", True) is not True:
            raise Unplayable("a reduction of a part")
        axis, keepdims = options.pop("axis", 0), bool(options.pop("keepdims", False))
        dtype = options.pop("dtype", None)
        kind = np.dtype(array.dtype if dtype is None else dtype)
        self._seen(array)
        if options or kind.char not in "df" or not array.size:
            raise Unplayable(f"np.{ufunc.__name__}.reduce of {array.dtype}")
        if outs and (outs[0].dtype != kind or np.may_share_memory(outs[0], array)):
            raise Unplayable("a reduction into another type")

        def call(of: AnyArray, into: Any = None) -> Any:
            return ufunc.reduce(of, axis=axis, dtype=dtype, out=into, keepdims=keepdims)

        out = np.asarray(call(array, outs[0] if outs else None))
        chosen = tuple(range(array.ndim)) if axis is None else axis
        axes = np.lib.array_utils.normalize_axis_tuple(chosen, array.ndim)

        def write(writer: Writer, of: AnyArray, into: AnyArray, piece: int | None) -> None:
            kept = into if keepdims else np.expand_dims(into, axes)
            spread = np.broadcast_to(kept, of.shape)
            write_reduction(writer, ufunc, kind, of, spread, into, axes, piece)

        def agrees(piece: int | None, generator: np.random.Generator) -> bool:
            one = alike(array, generator)
            found = alike(out, generator)
            writer = Writer()
            write(writer, one, found, piece)
            self._run(writer.finish())
            return found.tobytes() == np.asarray(call(one)).tobytes()

        key = ufunc.__name__, array.dtype, array.shape, array.strides, kind, axes, out.strides
        for piece in pieces(ufunc, kind, array, axes):
            if self._is_same((*key, piece), array.size, partial(agrees, piece)):
                write(self._writer, array, out, piece)
                return self.know(out)
        raise _other_bits(key)

    def _is_same(self, key: Any, size: int, trial: Callable[[np.random.Generator], bool]) -> bool:
        """Compare the player with NumPy; if many trials agree, they are taken to be the same."""
        found = self._checked.get(key)
        if found is None:
            generator = np.random.default_rng(0)
            trials = _TRIALS if size < _LARGE else 2
            found = self._checked[key] = all(trial(generator) for _ in range(trials))
        return found

    def _seen(self, array: Any) -> AnyArray:
        """Return an array whose creation was seen, as a plain one."""
        found: AnyArray = plain(array)
        if id(owner(found)) not in self._known:
            raise Unplayable("an array whose making was not seen")
        return found


def _other_bits(key: tuple[Any, ...]) -> Unplayable:
    name, _, shape = key[:3]
    return Unplayable(f"np.{name} of {shape} is not the same by its loop")
