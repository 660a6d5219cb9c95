"""What panels know about the data in use: names and counts, but nothing about training."""

from typing import Protocol


class DataFacts(Protocol):
    """The part of the window's facts that panels read."""

    @property
    def raw_names(self) -> tuple[str, ...]:
        """The names of the raw inputs."""

    @property
    def train_samples(self) -> int:
        """How many samples are used for training."""

    @property
    def test_samples(self) -> int:
        """How many samples are kept for testing."""

    @property
    def validation_samples(self) -> int:
        """How many samples are kept for validation."""

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the classes."""

    @property
    def class_counts(self) -> tuple[int, ...]:
        """How many training samples each class has; empty if samples have no single class."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What is worth knowing about the data."""
