"""The benchmark's peers: the same update in other libraries, if they are installed.

None is a dependency. PyTorch runs its own modules and optimizer, on one thread unless said
otherwise; scikit-learn's MLPRegressor takes one `partial_fit` per batch, which is its update; JAX
compiles a loop over many updates (`lax.scan`), with the threads that it takes by itself.
"""

import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from core.benchmarks.engine import RATE, Reference, reference_dataset

PEERS = ("torch", "scikit_learn", "jax")

#: updates that JAX compiles into one loop, and parameters from which it is fewer
_LOOP, _SHORT_LOOP, _MANY = 1_000, 20, 20_000


def measure_peers(reference: Reference, seconds: float = 0.4) -> dict[str, float | None]:
    """Return the microseconds per update of each peer; None for a library not installed."""
    found: dict[str, float | None] = {}
    steps = {"torch": torch_step, "scikit_learn": _scikit_learn, "jax": _jax}
    for name, prepare in steps.items():
        try:
            step = prepare(reference)
        except ImportError:
            found[name] = None
            continue
        updates = _in_loop(reference) if name == "jax" else 1
        found[name] = round(1e6 * _best(step, seconds) / updates, 3)
    return found


def _best(step: Callable[[], Any], seconds: float, turns: int = 4) -> float:
    """Return the seconds per step, the best of a few turns."""
    begin = time.perf_counter()
    for _ in range(3):
        step()
    count = max(3, int(3 * seconds / turns / max(time.perf_counter() - begin, 1e-9)))
    best = float("inf")
    for _ in range(turns):
        begin = time.perf_counter()
        for _ in range(count):
            step()
        best = min(best, (time.perf_counter() - begin) / count)
    return best


def _batches(reference: Reference) -> tuple[Any, Any]:
    _, dataset = reference_dataset(reference)
    return dataset.train.inputs, dataset.train.targets


def torch_step(
    reference: Reference, precision: str = "float64", threads: int = 1
) -> Callable[[], Any]:
    """Return an update in PyTorch. Raises ImportError if it is not installed."""
    import torch

    kind = getattr(torch, precision)
    inputs, targets = (torch.tensor(array.copy(), dtype=kind) for array in _batches(reference))
    layers: list[Any] = []
    for n_in, n_out in pairwise(reference.sizes):
        layers += [torch.nn.Linear(n_in, n_out, dtype=kind), torch.nn.Tanh()]
    model = torch.nn.Sequential(*layers)
    optimizer = torch.optim.SGD(model.parameters(), lr=RATE)
    loss_of = torch.nn.MSELoss()

    def step() -> None:
        torch.set_num_threads(threads)
        chosen = torch.randint(len(inputs), (reference.batch,))
        optimizer.zero_grad()
        loss = loss_of(model(inputs[chosen]), targets[chosen])
        loss.backward()
        optimizer.step()
        loss.item()

    return step


def _scikit_learn(reference: Reference) -> Callable[[], Any]:
    import numpy as np
    from sklearn.neural_network import MLPRegressor

    inputs, targets = _batches(reference)
    if targets.shape[1] == 1:
        targets = targets.reshape(-1)
    model = MLPRegressor(
        hidden_layer_sizes=reference.sizes[1:-1],
        activation="tanh",
        solver="sgd",
        learning_rate_init=RATE,
        momentum=0.0,
        alpha=0.0,
        batch_size=reference.batch,
    )
    rng = np.random.default_rng(0)

    def step() -> None:
        chosen = rng.integers(len(inputs), size=reference.batch)
        model.partial_fit(inputs[chosen], targets[chosen])

    return step


def _in_loop(reference: Reference) -> int:
    """Return how many updates one call of JAX does."""
    parameters = sum(n_in * n_out for n_in, n_out in pairwise(reference.sizes))
    return _LOOP if parameters < _MANY else _SHORT_LOOP


def _jax(reference: Reference) -> Callable[[], Any]:
    """Return many updates in JAX. Raises ImportError if it is not installed."""
    import jax
    import numpy as np
    from jax import numpy as jnp

    jax.config.update("jax_enable_x64", True)
    inputs, targets = (jnp.asarray(array) for array in _batches(reference))
    rng = np.random.default_rng(0)
    order = rng.integers(len(inputs), size=(_in_loop(reference), reference.batch))
    weights = [
        (jnp.asarray(rng.normal(size=(n_in, n_out)) / np.sqrt(n_in)), jnp.zeros(n_out))
        for n_in, n_out in pairwise(reference.sizes)
    ]

    def loss_of(weights: Any, x: Any, y: Any) -> Any:
        for matrix, biases in weights:
            x = jnp.tanh(x @ matrix + biases)
        return jnp.mean((x - y) ** 2)

    def update(weights: Any, chosen: Any) -> Any:
        loss, slopes = jax.value_and_grad(loss_of)(weights, inputs[chosen], targets[chosen])
        return jax.tree.map(lambda value, slope: value - RATE * slope, weights, slopes), loss

    loop = jax.jit(lambda weights: jax.lax.scan(update, weights, order))

    def step() -> None:
        nonlocal weights
        weights, losses = loop(weights)
        losses.block_until_ready()

    return step
