"""Optimizers: how a gradient becomes a step.

An optimizer sees one flat parameter vector and one flat gradient and knows no layer. It is bound
once to these and to its own state (vectors as long as the parameters, and a few counters), and
then called with the rate of each update. The rules and defaults are those of torch.optim, but
for the learning rate.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from core.components.notation import (
    first_line,
    latex_name,
    latex_text,
    number,
    overrides,
    take_back_told,
)
from core.components.schedules import SCHEDULES, ConstantSchedule, Schedule
from core.components.working import Line, Sheet, Shown, significant
from core.registry import Component, Registry, parameter

Array = NDArray[np.floating[Any]]
Update = Callable[[float], None]

_EPSILON_HELP = "added to the divisor, so that it is never 0"


@dataclass(frozen=True)
class Optimizer(Component):
    """A rule that turns gradients into steps."""

    #: offered at the top of menus; the others stand under "More…"
    common: ClassVar[bool] = False
    #: the state vectors, each as long as the parameters; they start at 0
    slots: ClassVar[tuple[str, ...]] = ()
    #: the single numbers of the state, with their starting values
    counters: ClassVar[dict[str, float]] = {}
    #: the textbook's symbol of every slot and counter; those that are left out keep their names
    symbols: ClassVar[dict[str, str]] = {}

    learning_rate: float = parameter(0.03, "the size of a step", low=0.0, low_open=True)
    schedule: Schedule = parameter(
        ConstantSchedule(), "how the rate changes over the run", registry=SCHEDULES
    )

    def __init_subclass__(cls) -> None:
        told = ("numpy_lines", "numpy_state", "counts_updates", "code_body", "torch")
        take_back_told(cls, "bind", Optimizer, told)

    def state_slots(self) -> tuple[str, ...]:
        """Return the names of the state vectors that these hyper-parameters need."""
        return self.slots

    def rate(self, t: int) -> float:
        """Return the learning rate of the update after t updates."""
        return self.learning_rate * self.schedule.at(t)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update: a call with a rate that changes `parameters` and the state."""
        raise NotImplementedError

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand; the last result is its new value.

        `state` (slot → this parameter's number) and `counters` are those before the update.
        Empty where the rule is not written down.
        """
        return ()

    @property
    def is_written(self) -> bool:
        """Whether `working` goes through the rule."""
        return overrides(self, Optimizer, "working")

    def symbol_of(self, name: str) -> str:
        """Return the textbook's symbol of a slot or counter, its name where there is none."""
        return self.symbols.get(name, name)

    def latex(self) -> str:
        """Return the rule in LaTeX, one formula a line; where none is given, its name."""
        told = [r"w", "g", r"\eta", *(rf"\mathrm{{{latex_text(s)}}}" for s in self.state_slots())]
        return rf"w \leftarrow {latex_name(self.name)}({', '.join(told)})"

    @property
    def formula(self) -> str:
        """The rule in plain text, for these hyper-parameters: `v ← μ·v + g, w ← w − η·v`.

        Where it is not written down, the first line of the class's own words.
        """
        state = dict.fromkeys(self.state_slots(), 1.0)
        lines = self.working(1.0, 1.0, self.learning_rate, state, self.counters)
        written = ", ".join(f"{line.symbol} ← {line.formula}" for line in lines)
        return written or first_line(type(self)) or self.label

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return NumPy statements that move the array `name` along its slope d<name>.

        They use the rate `eta`, the arrays of `numpy_state`, and `t` where `counts_updates`.
        Empty where the rule is not given as statements.
        """
        return ()

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the slots that `numpy_lines` reads and writes, with their names there."""
        return {}

    @property
    def counts_updates(self) -> bool:
        """Whether `numpy_lines` use `t`, the number of the update, counted from 1."""
        return False

    def code_body(self) -> str:
        """Return the body of a Python function of the lists `gradients` and `rate`.

        It changes the arrays of `parameters` and of the slots, lists beside them, in place, and
        the counters as globals. Empty where that is not written down.
        """
        return ""

    def torch(self) -> str:
        """Return how PyTorch makes it for `network`; empty where that is not told."""
        return ""

    def _torch(self, kind: str, more: str) -> str:
        return f"{kind}(network.parameters(), {number(self.learning_rate)}{more})"


OPTIMIZERS: Registry[Optimizer] = Registry("optimizer")


@OPTIMIZERS.register
@dataclass(frozen=True)
class Sgd(Optimizer):
    """Gradient descent: w ← w − η·g; with momentum v ← μv + g, w ← w − η·v (Sutskever, 2013)."""

    name = "sgd"
    label = "gradient descent (SGD)"
    common = True
    symbols = {"velocity": "v"}  # noqa: RUF012

    momentum: float = parameter(
        0.0, "the share of the last step kept in this one", low=0.0, high=1.0, high_open=True
    )
    nesterov: bool = parameter(False, "look ahead along the momentum: step by g + μv")

    def state_slots(self) -> tuple[str, ...]:
        """Return the velocity where there is momentum."""
        return ("velocity",) if self.momentum else ()

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        work = np.empty_like(parameters)
        multiply, add, subtract = np.multiply, np.add, np.subtract
        if not self.momentum:

            def descend(rate: float) -> None:
                multiply(gradient, rate, work)
                subtract(parameters, work, parameters)

            return descend

        momentum, nesterov, velocity = self.momentum, self.nesterov, slots["velocity"]

        def descend_with_momentum(rate: float) -> None:
            multiply(velocity, momentum, velocity)
            add(velocity, gradient, velocity)
            if nesterov:
                multiply(velocity, momentum, work)
                add(work, gradient, work)
                multiply(work, rate, work)
            else:
                multiply(velocity, rate, work)
            subtract(parameters, work, parameters)

        return descend_with_momentum

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"μ": self.momentum}, shown)
        if not self.momentum:
            sheet.write("w", "{w} − {η}·{g}", value - rate * gradient)
            return sheet.lines()
        old = sheet.know("v", state["velocity"])
        v = sheet.write("v", "{μ}·{v} + {g}", self.momentum * old + gradient)
        if self.nesterov:
            d = sheet.write("d", "{g} + {μ}·{v}", gradient + self.momentum * v)
            sheet.write("w", "{w} − {η}·{d}", value - rate * d)
        else:
            sheet.write("w", "{w} − {η}·{v}", value - rate * v)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        if not self.momentum:
            return r"w \leftarrow w - \eta\, g"
        step = r"(g + \mu\, v)" if self.nesterov else "v"
        return _latex(r"v \leftarrow \mu\, v + g", rf"w \leftarrow w - \eta\, {step}")

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return one statement, with momentum two."""
        slope, velocity = f"d{name}", f"v{name}"
        if not self.momentum:
            return (f"{name} = {name} - eta * {slope}",)
        momentum = number(self.momentum)
        step = f"({slope} + {momentum} * {velocity})" if self.nesterov else velocity
        return (
            f"{velocity} = {momentum} * {velocity} + {slope}",
            f"{name} = {name} - eta * {step}",
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return the velocity where there is momentum."""
        return {"velocity": f"v{name}"} if self.momentum else {}

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        if not self.momentum:
            return "    for P, dP in zip(parameters, gradients):\n        P -= rate * dP"
        step = f"(dP + {number(self.momentum)} * V)" if self.nesterov else "V"
        return (
            "    for P, dP, V in zip(parameters, gradients, velocity):\n"
            f"        V *= {number(self.momentum)}\n"
            "        V += dP\n"
            f"        P -= rate * {step}"
        )

    def torch(self) -> str:
        """Return PyTorch's SGD."""
        nesterov = ", nesterov=True" if self.nesterov else ""
        more = f", momentum={number(self.momentum)}{nesterov}" if self.momentum else ""
        return self._torch("SGD", more)


@OPTIMIZERS.register
@dataclass(frozen=True)
class Adagrad(Optimizer):
    """G ← G + g², w ← w − η·g/(√G + ε) (Duchi, Hazan and Singer, 2011)."""

    name = "adagrad"
    label = "Adagrad"
    slots = ("squares",)
    symbols = {"squares": "G"}  # noqa: RUF012

    epsilon: float = parameter(1e-10, _EPSILON_HELP, low=0.0, high=1.0)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        squares, epsilon, work = slots["squares"], self.epsilon, np.empty_like(parameters)

        def update(rate: float) -> None:
            np.multiply(gradient, gradient, work)
            np.add(squares, work, squares)
            _divided_step(parameters, gradient, squares, rate, epsilon, work)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"ε": self.epsilon}, shown)
        squares = sheet.know("G", state["squares"])
        squares = sheet.write("G", "{G} + {g}²", squares + gradient * gradient)
        _write_step(sheet, value, rate, ("g", gradient), ("G", squares), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return _latex(r"G \leftarrow G + g^2", _latex_step("g", "G"))

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    for P, dP, G in zip(parameters, gradients, squares):\n"
            "        G += dP**2\n" + _divided_code("dP", "G", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's Adagrad."""
        return self._torch("Adagrad", f", eps={number(self.epsilon)}")


@OPTIMIZERS.register
@dataclass(frozen=True)
class RmsProp(Optimizer):
    """G ← ρG + (1 − ρ)g², w ← w − η·g/(√G + ε) (Tieleman and Hinton, 2012)."""

    name = "rmsprop"
    label = "RMSprop"
    common = True
    slots = ("squares",)
    symbols = {"squares": "G"}  # noqa: RUF012

    decay: float = parameter(0.99, "the share of past squares kept", low=0.0, high=1.0)
    epsilon: float = parameter(1e-8, _EPSILON_HELP, low=0.0, high=1.0)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        squares, epsilon, work = slots["squares"], self.epsilon, np.empty_like(parameters)
        decay = self.decay

        def update(rate: float) -> None:
            _decay_squares(squares, gradient, decay, work)
            _divided_step(parameters, gradient, squares, rate, epsilon, work)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        known = {"w": value, "g": gradient, "η": rate}
        sheet = Sheet(known, {"ρ": self.decay, "ε": self.epsilon}, shown)
        old = sheet.know("G", state["squares"])
        squares = old * self.decay + gradient * gradient * (1.0 - self.decay)
        sheet.write("G", "{ρ}·{G} + (1 − {ρ})·{g}²", squares)
        _write_step(sheet, value, rate, ("g", gradient), ("G", squares), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return _latex(r"G \leftarrow \rho\, G + (1 - \rho)\, g^2", _latex_step("g", "G"))

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    for P, dP, G in zip(parameters, gradients, squares):\n"
            f"        G *= {number(self.decay)}\n"
            f"        G += (1 - {number(self.decay)}) * dP**2\n"
            + _divided_code("dP", "G", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's RMSprop."""
        return self._torch("RMSprop", f", alpha={number(self.decay)}, eps={number(self.epsilon)}")


def _divided_code(direction: str, squares: str, epsilon: float) -> str:
    """Return the statements of a step direction/(√squares + ε); a 0 over 0 is no step."""
    divisor_0 = "        divisor[divisor == 0] = 1  # nothing has moved yet: no step\n"
    return (
        f"        divisor = np.sqrt({squares}) + {number(epsilon)}\n"
        + (divisor_0 if epsilon == 0.0 else "")
        + f"        P -= rate * {direction} / divisor"
    )


def _divided_step(
    parameters: Array, direction: Array, squares: Array, rate: float, epsilon: float, work: Array
) -> None:
    """Take the step w ← w − η·direction/(√squares + ε); a 0 over 0 is no step."""
    np.sqrt(squares, work)
    np.add(work, epsilon, work)
    if epsilon == 0.0:
        np.copyto(work, 1.0, where=work == 0.0)
    np.divide(direction, work, work)
    np.multiply(work, rate, work)
    np.subtract(parameters, work, parameters)


def _write_step(
    sheet: Sheet,
    value: float,
    rate: float,
    direction: tuple[str, float],
    squares: tuple[str, float],
    epsilon: float,
) -> None:
    """Write the line w − η·direction/(√squares + ε), each with its symbol; 0 over 0 is no step."""
    (above, step), (below, under) = direction, squares
    divisor = math.sqrt(under) + epsilon
    if divisor == 0.0:
        sheet.write("w", f"{{w}} − {{η}}·{{{above}}}", value - rate * step)
    else:
        template = f"{{w}} − {{η}}·{{{above}}}/(√{{{below}}} + {{ε}})"
        sheet.write("w", template, value - step / divisor * rate)


def _latex(*formulas: str) -> str:
    """Return formulas below each other."""
    return " \\\\\n".join(formulas)


def _latex_step(direction: str, squares: str) -> str:
    return rf"w \leftarrow w - \eta\, \frac{{{direction}}}{{\sqrt{{{squares}}} + \varepsilon}}"


def _decay_squares(squares: Array, gradient: Array, decay: float, work: Array) -> None:
    """Set G ← ρG + (1 − ρ)g²."""
    np.multiply(gradient, gradient, work)
    np.multiply(work, 1.0 - decay, work)
    np.multiply(squares, decay, squares)
    np.add(squares, work, squares)


def _blend(average: Array, gradient: Array, share: float, work: Array) -> None:
    """Set m ← m + (1 − β)(g − m)."""
    np.subtract(gradient, average, work)
    np.multiply(work, 1.0 - share, work)
    np.add(average, work, average)


@OPTIMIZERS.register
@dataclass(frozen=True)
class Adam(Optimizer):
    """Step by the corrected mean of gradients over the root of the corrected mean of squares.

    m ← β₁m + (1 − β₁)g, v ← β₂v + (1 − β₂)g²,
    w ← w − η·(m/(1 − β₁ᵗ))/(√(v/(1 − β₂ᵗ)) + ε), t counted from 1 (Kingma and Ba, 2014).
    """

    name = "adam"
    label = "Adam"
    common = True
    slots = ("mean", "squares")
    counters = {"steps": 0.0}  # noqa: RUF012  (a class variable of the base, never written)
    symbols = {"mean": "m", "squares": "v", "steps": "t"}  # noqa: RUF012

    beta1: float = parameter(
        0.9, "the share of past gradients kept", low=0.0, high=1.0, high_open=True
    )
    beta2: float = parameter(
        0.999, "the share of past squares kept", low=0.0, high=1.0, high_open=True
    )
    epsilon: float = parameter(1e-8, _EPSILON_HELP, low=0.0, high=1.0)

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        mean, squares, work = slots["mean"], slots["squares"], np.empty_like(parameters)
        beta1, beta2, epsilon = self.beta1, self.beta2, self.epsilon

        def update(rate: float) -> None:
            counters["steps"] += 1.0
            t = counters["steps"]
            _blend(mean, gradient, beta1, work)
            _decay_squares(squares, gradient, beta2, work)
            # √(v/c) + ε = (√v + ε√c)/√c: one division of arrays fewer
            correction = (1.0 - beta2**t) ** 0.5
            step = rate * correction / (1.0 - beta1**t)
            _divided_step(parameters, mean, squares, step, epsilon * correction, work)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        t = counters["steps"] + 1.0
        sheet = self._sheet(value, gradient, rate, t, shown)
        m, v = self._write_averages(sheet, gradient, state)
        m = sheet.write("m̂", "{m}/(1 − {β₁}ᵗ)", m / (1.0 - self.beta1**t))
        v = sheet.write("v̂", "{v}/(1 − {β₂}ᵗ)", v / (1.0 - self.beta2**t))
        _write_step(sheet, value, rate, ("m̂", m), ("v̂", v), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return _latex(
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
            r"\hat{m} = \frac{m}{1 - \beta_1^t}",
            r"\hat{v} = \frac{v}{1 - \beta_2^t}",
            _latex_step(r"\hat{m}", r"\hat{v}"),
        )

    def numpy_lines(self, name: str) -> tuple[str, ...]:
        """Return the two means and the step."""
        slope, mean, squares = f"d{name}", f"m{name}", f"v{name}"
        beta1, beta2 = number(self.beta1), number(self.beta2)
        root = f"np.sqrt({squares} / (1 - {beta2}**t))"
        divisor = f"({root} + {number(self.epsilon)})"
        if self.epsilon == 0.0:  # a slope of 0 from the start is no step, not 0/0
            divisor = f"np.where({squares} > 0, {root}, 1)"
        return (
            f"{mean} = {beta1} * {mean} + (1 - {beta1}) * {slope}",
            f"{squares} = {beta2} * {squares} + (1 - {beta2}) * {slope}**2",
            f"{name} = {name} - eta * ({mean} / (1 - {beta1}**t)) / {divisor}",
        )

    def numpy_state(self, name: str) -> dict[str, str]:
        """Return both means."""
        return {"mean": f"m{name}", "squares": f"v{name}"}

    @property
    def counts_updates(self) -> bool:
        """Yes: both means are corrected for their start."""
        return True

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        return (
            "    global steps\n    steps += 1\n"
            + self._code_averages()
            + f"        corrected = M / (1 - {number(self.beta1)} ** steps)\n"
            + _divided_code("corrected", f"V / (1 - {number(self.beta2)} ** steps)", self.epsilon)
        )

    def _code_averages(self) -> str:
        return (
            "    for P, dP, M, V in zip(parameters, gradients, mean, squares):\n"
            f"        M += (1 - {number(self.beta1)}) * (dP - M)\n"
            f"        V *= {number(self.beta2)}\n"
            f"        V += (1 - {number(self.beta2)}) * dP**2\n"
        )

    def torch(self) -> str:
        """Return PyTorch's Adam."""
        return self._torch_adam("Adam")

    def _torch_adam(self, kind: str, more: str = "") -> str:
        betas = f"betas=({number(self.beta1)}, {number(self.beta2)})"
        return self._torch(kind, f", {betas}, eps={number(self.epsilon)}{more}")

    def _sheet(
        self, value: float, gradient: float, rate: float, t: float, shown: Shown, **given: float
    ) -> Sheet:
        known = {"w": value, "g": gradient, "η": rate, "t": t}
        given |= {"β₁": self.beta1, "β₂": self.beta2, "ε": self.epsilon}
        return Sheet(known, given, shown)

    def _write_averages(
        self, sheet: Sheet, gradient: float, state: Mapping[str, float]
    ) -> tuple[float, float]:
        """Write the lines of m and v; return both."""
        m, v = sheet.know("m", state["mean"]), sheet.know("v", state["squares"])
        m += (gradient - m) * (1.0 - self.beta1)
        v = v * self.beta2 + gradient * gradient * (1.0 - self.beta2)
        sheet.write("m", "{β₁}·{m} + (1 − {β₁})·{g}", m)
        sheet.write("v", "{β₂}·{v} + (1 − {β₂})·{g}²", v)
        return m, v


@OPTIMIZERS.register
@dataclass(frozen=True)
class AdamW(Adam):
    """Adam with weight decay beside it: first w ← w·(1 − η·λ) (Loshchilov and Hutter, 2017)."""

    name = "adamw"
    label = "AdamW"
    common = False

    weight_decay: float = parameter(
        0.01, "the share of every parameter taken off, times the rate", low=0.0, high=1e6
    )

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        adam = super().bind(parameters, gradient, slots, counters)
        decay = self.weight_decay

        def update(rate: float) -> None:
            np.multiply(parameters, 1.0 - rate * decay, parameters)
            adam(rate)

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        sheet = Sheet({"w": value, "η": rate}, {"λ": self.weight_decay}, shown)
        smaller = value * (1.0 - rate * self.weight_decay)
        sheet.write("w", "{w}·(1 − {η}·{λ})", smaller)
        adam = super().working(smaller, gradient, rate, state, counters, shown=shown)
        return (*sheet.lines(), *adam)

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return _latex(r"w \leftarrow w\,(1 - \eta\,\lambda)", super().latex())

    def code_body(self) -> str:
        """Return Adam's loop, with the decay before its step."""
        before = f"        P *= 1 - rate * {number(self.weight_decay)}\n"
        head, loop = super().code_body().split("dP - M)\n", 1)
        return f"{head}dP - M)\n{before}{loop}"

    def torch(self) -> str:
        """Return PyTorch's AdamW."""
        return self._torch_adam("AdamW", f", weight_decay={number(self.weight_decay)}")


@OPTIMIZERS.register
@dataclass(frozen=True)
class Nadam(Adam):
    """Adam with Nesterov's look ahead (Dozat, 2016), as in torch.optim.NAdam.

    μₜ = β₁(1 − ½·0.96^(t·ψ)), M = μ₁·…·μₜ,
    w ← w − η·(μₜ₊₁·m/(1 − M·μₜ₊₁) + (1 − μₜ)·g/(1 − M))/(√(v/(1 − β₂ᵗ)) + ε).
    """

    name = "nadam"
    label = "Nadam"
    common = False
    counters = {"steps": 0.0, "momentum_product": 1.0}  # noqa: RUF012
    symbols = {"mean": "m", "squares": "v", "steps": "t", "momentum_product": "M"}  # noqa: RUF012

    momentum_decay: float = parameter(
        0.004, "how fast the momentum rises to its full share", low=0.0, high=1.0
    )

    def _momentum(self, t: float) -> float:
        return self.beta1 * (1.0 - 0.5 * float(0.96 ** (t * self.momentum_decay)))

    def bind(
        self,
        parameters: Array,
        gradient: Array,
        slots: dict[str, Array],
        counters: dict[str, float],
    ) -> Update:
        """Return the update."""
        mean, squares, work = slots["mean"], slots["squares"], np.empty_like(parameters)
        beta1, beta2, epsilon = self.beta1, self.beta2, self.epsilon
        direction = np.empty_like(parameters)

        def update(rate: float) -> None:
            counters["steps"] += 1.0
            t = counters["steps"]
            now, ahead = self._momentum(t), self._momentum(t + 1.0)
            counters["momentum_product"] *= now
            product = counters["momentum_product"]
            _blend(mean, gradient, beta1, work)
            _decay_squares(squares, gradient, beta2, work)
            np.multiply(mean, ahead / (1.0 - product * ahead), direction)
            np.multiply(gradient, (1.0 - now) / (1.0 - product), work)
            np.add(direction, work, direction)
            correction = (1.0 - beta2**t) ** 0.5
            _divided_step(
                parameters, direction, squares, rate * correction, epsilon * correction, work
            )

        return update

    def working(
        self,
        value: float,
        gradient: float,
        rate: float,
        state: Mapping[str, float],
        counters: Mapping[str, float],
        *,
        shown: Shown = significant,
    ) -> tuple[Line, ...]:
        """Return one parameter's update as it is done by hand."""
        t = counters["steps"] + 1.0
        sheet = self._sheet(value, gradient, rate, t, shown, ψ=self.momentum_decay)
        product = sheet.know("M", counters["momentum_product"])
        now, ahead = self._momentum(t), self._momentum(t + 1.0)
        sheet.write("μₜ", "{β₁}·(1 − ½·0.96^({t}·{ψ}))", now)
        sheet.write("μₜ₊₁", "{β₁}·(1 − ½·0.96^(({t} + 1)·{ψ}))", ahead)
        product = sheet.write("M", "{M}·{μₜ}", product * now)
        m, v = self._write_averages(sheet, gradient, state)
        v = sheet.write("v̂", "{v}/(1 − {β₂}ᵗ)", v / (1.0 - self.beta2**t))
        direction = m * (ahead / (1.0 - product * ahead))
        direction += gradient * ((1.0 - now) / (1.0 - product))
        sheet.write("d", "{μₜ₊₁}·{m}/(1 − {M}·{μₜ₊₁}) + (1 − {μₜ})·{g}/(1 − {M})", direction)
        _write_step(sheet, value, rate, ("d", direction), ("v̂", v), self.epsilon)
        return sheet.lines()

    def latex(self) -> str:
        """Return the rule in LaTeX."""
        return _latex(
            r"\mu_t = \beta_1 \left(1 - \tfrac{1}{2} \cdot 0.96^{t \psi}\right)",
            r"\mu_{t+1} = \beta_1 \left(1 - \tfrac{1}{2} \cdot 0.96^{(t+1) \psi}\right)",
            r"M \leftarrow M\, \mu_t",
            r"m \leftarrow \beta_1 m + (1 - \beta_1)\, g",
            r"v \leftarrow \beta_2 v + (1 - \beta_2)\, g^2",
            r"\hat{v} = \frac{v}{1 - \beta_2^t}",
            r"d = \frac{\mu_{t+1}\, m}{1 - M \mu_{t+1}} + \frac{(1 - \mu_t)\, g}{1 - M}",
            _latex_step("d", r"\hat{v}"),
        )

    def code_body(self) -> str:
        """Return the loop over the parameters."""
        beta, decay = number(self.beta1), number(self.momentum_decay)
        return (
            "    global steps, momentum_product\n    steps += 1\n"
            f"    now = {beta} * (1 - 0.5 * 0.96 ** (steps * {decay}))\n"
            f"    ahead = {beta} * (1 - 0.5 * 0.96 ** ((steps + 1) * {decay}))\n"
            "    momentum_product *= now\n"
            + self._code_averages()
            + "        direction = M * (ahead / (1 - momentum_product * ahead))\n"
            "        direction += dP * ((1 - now) / (1 - momentum_product))\n"
            + _divided_code("direction", f"V / (1 - {number(self.beta2)} ** steps)", self.epsilon)
        )

    def torch(self) -> str:
        """Return PyTorch's NAdam."""
        return self._torch_adam("NAdam", f", momentum_decay={number(self.momentum_decay)}")
