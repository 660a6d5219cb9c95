"""The same samples under other options: features and scaling recomputed from the raw inputs.

The source is not read again, so a long table is not read twice.
"""

from dataclasses import replace

import numpy as np

from core.data.dataset import Dataset, Part, Scaling, apply_features, names_of_inputs
from core.data.samples import Task


def with_features_and_scaling(
    dataset: Dataset, features: tuple[str, ...] | None, kind: str
) -> Dataset:
    """Return the dataset with other features and scaling (none, standard, min_max).

    Raises DataError for features that its inputs cannot have.
    """
    train = dataset.train
    inputs = Scaling.fit(kind, apply_features(features, train.raw_inputs))
    targets = Scaling.fit(
        kind if dataset.task is Task.REGRESSION else "none", train.original_targets
    )

    def made(part: Part) -> Part:
        scaled = inputs.apply(apply_features(features, part.raw_inputs))
        return replace(
            part,
            inputs=np.ascontiguousarray(scaled),
            targets=np.ascontiguousarray(targets.apply(part.original_targets)),
        )

    return replace(
        dataset,
        train=made(train),
        test=None if dataset.test is None else made(dataset.test),
        validation=None if dataset.validation is None else made(dataset.validation),
        input_names=names_of_inputs(features, dataset.raw_names),
        features=features,
        input_scaling=inputs,
        target_scaling=targets,
    )
