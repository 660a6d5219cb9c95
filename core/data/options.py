"""The options of the data: where samples come from, and what is done to them."""

from collections.abc import Mapping
from typing import Any

from core.data.features import FEATURES
from core.data.samples import SOURCES, Source
from core.errors import ProjectError, one_of
from core.records import record
from core.registry import Options, parameter

#: the largest seed; it fits every file format
MAX_SEED = 2**53 - 1


def seed_after(seed: int, by: int = 1) -> int:
    """Return the seed that comes so many after another; 0 comes after the largest."""
    return (seed + by) % (MAX_SEED + 1)


def _read_features(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, (list, tuple)) or not value:
        raise ProjectError(f"{where} is not a list of features", f"known are {one_of(FEATURES)}")
    for name in value:
        if not isinstance(name, str) or name not in FEATURES:
            raise ProjectError(
                f"{where}: unknown feature {str(name)[:40]!r}", f"known are {one_of(FEATURES)}"
            )
    if len(set(value)) < len(value):
        raise ProjectError(f"{where} names a feature twice", "name each feature once")
    return tuple(value)


@record
class DataOptions(Options):
    """Where samples come from and what is done to them before the network sees them."""

    source: Source = parameter(help="where the samples come from", registry=SOURCES)
    features: tuple[str, ...] | None = parameter(
        None,
        "what the network gets from a source with two inputs",
        reader=_read_features,
        optional=True,
    )
    scaling: str = parameter(
        "none",
        "bring every input to mean 0 and deviation 1, or into the range 0 to 1, measured on the "
        "training part",
        choices=("none", "standard", "min_max"),
    )
    test_share: float | None = parameter(
        None,
        "the share of the samples kept for testing",
        kind="number",
        low=0.0,
        high=1.0,
        high_open=True,
        optional=True,
    )
    validation_share: float = parameter(
        0.0,
        "the share of the samples watched during training: patience goes by them, not by the test "
        "part",
        low=0.0,
        high=1.0,
        high_open=True,
    )
    seed: int | None = parameter(
        None,
        "the seed of the data, if it is not the project's",
        kind="integer",
        low=0,
        high=MAX_SEED,
        optional=True,
    )

    @classmethod
    def says_scaled(cls, description: Mapping[str, Any]) -> bool:
        """Return whether the JSON form of such options scales inputs."""
        return bool(description.get("scaling", "none") != "none")

    @property
    def scales(self) -> bool:
        """Whether inputs are brought to another scale."""
        return self.scaling != "none"
