"""`assess`: how good a trained network is on one part of its data, beside simpler models."""

import argparse
import sys
from collections.abc import Mapping
from typing import Any

import numpy as np

from core.cli.arguments import a_threshold, some_shuffles, whole_seed
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.components.metrics import METRICS
from core.counts import counted
from core.data.samples import Task
from core.disk.json_text import to_json
from core.errors import FileError, UserError, one_of
from core.lesson.assessing import (
    beside,
    counts_in_words,
    importance_in_words,
    left_out_in_words,
    no_numbers,
    no_probabilities,
    question_in_words,
    rates_in_words,
    residuals_in_words,
    why_no_ranking,
)
from core.lesson.baselines import beside_baselines
from core.pictures.assessing.importance import Importance
from core.pictures.assessing.judged import NETWORK, Judged
from core.pictures.assessing.question import Question, part_judged, questions_of
from core.pictures.assessing.ranking import Counts
from core.pictures.snapshot import Facts, Snapshot, Wanted
from core.resources import program
from core.run.alone import Alone
from core.run.commands import AskImportance, SetWanted
from core.words import plain

PARTS = ("train", "validation", "test")


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument(
        "--part", choices=PARTS, help="judge on this part; otherwise test, validation or train"
    )
    parser.add_argument(
        "--threshold", type=a_threshold, metavar="T", help="take a sample for the class above this"
    )
    parser.add_argument(
        "--importance",
        type=some_shuffles,
        metavar="N",
        help="shuffle every input N times, and measure how much worse the network gets",
    )
    parser.add_argument(
        "--seed", type=whole_seed, default=0, metavar="S", help="of the shuffling; 0 if not given"
    )
    parser.add_argument("--json", action="store_true", help="print all figures as one object")


def assess(arguments: argparse.Namespace) -> int:
    """Print the figures of the network and of the baselines on one part."""
    alone = Alone()
    alone.do(opening(arguments))
    if not alone.run.is_trained():
        raise FileError(
            f"{arguments.file.name} holds no trained weights",
            f"train it first: {program()} train FILE --epochs 100 --save OUT.backstep",
        )
    alone.do(SetWanted(Wanted.SAMPLES))
    facts, snapshot = alone.facts, alone.snapshot
    assert facts is not None and snapshot is not None and snapshot.samples is not None
    samples = snapshot.samples
    if arguments.part is not None and arguments.part not in samples.parts:
        raise UserError(
            f"these data have no {arguments.part} part", f"choose {one_of(samples.parts)}"
        )
    part = part_judged(samples.parts, arguments.part)
    judged = Judged(facts.task, samples, part, snapshot.baselines)
    found = None
    if arguments.importance is not None:
        asked = AskImportance(part, arguments.importance, arguments.seed)
        found = alone.ask(asked, "importance_measured")
    if arguments.json:
        tell(to_json(as_object(facts, snapshot, judged, arguments.threshold, found)))
    else:
        for line in as_lines(facts, snapshot, judged, arguments.threshold, found):
            tell(plain(line))
    if not np.isfinite(judged.outputs()).all():
        sys.stderr.write(plain(no_numbers_in(judged)) + "\n")
    return OK


def no_numbers_in(judged: Judged) -> str:
    """Return how many samples have no finite output."""
    missing = int(np.count_nonzero(~np.isfinite(judged.outputs()).all(axis=1)))
    return left_out_in_words(missing)


def _by_model(judged: Judged, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return values by model, the network under its name."""
    return {model or "network": values[model] for model in judged.models}


def _threshold(facts: Facts, given: float | None) -> float:
    return facts.threshold if given is None else given


# ---------------------------------------------------------------------- as one object


def as_object(
    facts: Facts,
    snapshot: Snapshot,
    judged: Judged,
    threshold: float | None,
    importance: Importance | None,
) -> dict[str, Any]:
    """Return what `assess --json` prints. What cannot be computed is null."""
    numbers = facts.task is Task.REGRESSION
    baselines = snapshot.baselines
    scores = {} if baselines is None else {
        entry.name: entry.scores[judged.part]
        for entry in baselines.entries
        if judged.part in entry.scores
    }  # fmt: skip
    metric = "" if baselines is None else baselines.metric
    held = {
        "train": snapshot.train_metrics,
        "test": snapshot.test_metrics,
        "validation": snapshot.validation_metrics,
    }
    return {
        "part": judged.part,
        "samples": len(judged.rows),
        "epochs": snapshot.epoch,
        "updates": snapshot.update,
        "task": facts.task.value,
        "score": {"metric": metric, "network": held[judged.part].get(metric), **scores},
        "questions": [
            _question(judged, question, _threshold(facts, threshold))
            for question in questions_of(facts)
        ],
        "calibration": None if numbers else _calibration(judged, None),
        "residuals": [_residuals(facts, judged, k) for k in range(len(facts.target_names))]
        if numbers
        else None,
        "importance": None if importance is None else _importance(importance),
    }


def _question(judged: Judged, question: Question, threshold: float) -> dict[str, Any]:
    rankings = {model: judged.ranking(question, model) for model in judged.models}
    at = rankings[NETWORK].at(threshold)
    return {
        "class": question.name,
        "against": question.against or None,
        "positives": rankings[NETWORK].positives,
        "negatives": rankings[NETWORK].negatives,
        "left_out": rankings[NETWORK].left_out,
        "auc": _by_model(judged, {model: each.auc for model, each in rankings.items()}),
        "average_precision": _by_model(
            judged, {model: each.average_precision for model, each in rankings.items()}
        ),
        "threshold": threshold,
        "network_threshold": question.threshold,
        **_counts(at),
        "calibration": _calibration(judged, question),
    }


def _counts(at: Counts) -> dict[str, Any]:
    return {
        "true_positives": at.true_positives,
        "false_positives": at.false_positives,
        "true_negatives": at.true_negatives,
        "false_negatives": at.false_negatives,
        "precision": at.precision,
        "recall": at.recall,
        "f1": at.f1,
        "share_right": at.accuracy,
    }


def _calibration(judged: Judged, question: Question | None) -> dict[str, Any] | None:
    """Return a calibration, that of the most likely class without a question; None for none."""
    if question is None and judged.task is not Task.CLASSES:
        return None
    found = {model: judged.calibration(question, model) for model in judged.models}
    mine = found[NETWORK]
    if mine is None:
        return None
    return {
        "error": _by_model(
            judged, {model: None if each is None else each.error for model, each in found.items()}
        ),
        "edges": mine.edges,
        "counts": mine.counts,
        "mean": mine.mean,
        "share": mine.share,
    }


def _residuals(facts: Facts, judged: Judged, target: int) -> dict[str, Any]:
    found = {model: judged.residuals(target, model) for model in judged.models}
    mine = found[NETWORK]
    return {
        "target": facts.target_names[target],
        "mean": mine.mean,
        "deviation": mine.deviation,
        "rmse": _by_model(judged, {m: each.rmse for m, each in found.items()}),
        "mae": _by_model(judged, {m: each.mae for m, each in found.items()}),
        "r_squared": _by_model(judged, {m: each.r2 for m, each in found.items()}),
        "left_out": mine.left_out,
        "counts": mine.counts,
        "edges": mine.edges,
    }


def _importance(found: Importance) -> dict[str, Any]:
    return {
        "metric": found.metric,
        "score": found.score,
        "repeats": found.repeats,
        "seed": found.seed,
        "inputs": [
            {
                "name": found.names[k],
                "mean": float(found.mean[k]),
                "deviation": float(found.deviation[k]),
                "drops": found.drops[k],
            }
            for k in found.order().tolist()
        ],
    }


# ---------------------------------------------------------------------- as lines


def as_lines(
    facts: Facts,
    snapshot: Snapshot,
    judged: Judged,
    threshold: float | None,
    importance: Importance | None,
) -> list[str]:
    """Return what `assess` prints for people."""
    samples = counted(len(judged.rows), "sample")
    epochs = counted(snapshot.epoch, "epoch")
    lines = [f"after {epochs}, on the {judged.part} part: {samples}"]
    held = {
        "train": snapshot.train_metrics,
        "test": snapshot.test_metrics,
        "validation": snapshot.validation_metrics,
    }
    if snapshot.baselines is not None:
        metric = snapshot.baselines.metric
        score = held[judged.part].get(metric)
        label = f"{METRICS.named(metric).label}: " if METRICS.named(metric).is_share else ""
        lines.append(label + beside_baselines(snapshot.baselines, judged.part, score))
    if not np.isfinite(judged.outputs()).all(axis=1).any():
        return [*lines, no_numbers()]
    for question in questions_of(facts):
        lines += _question_lines(judged, question, _threshold(facts, threshold))
    if facts.task is Task.CLASSES:
        lines += _calibration_lines(judged, None, "the most likely class")
    if facts.task is Task.REGRESSION:
        for target, name in enumerate(facts.target_names):
            found = {model: judged.residuals(target, model) for model in judged.models}
            lines += [name, f"  {residuals_in_words(found[NETWORK])}"]
            lines.append("  " + beside("R²", {m: each.r2 for m, each in found.items()}))
            lines.append("  " + beside("RMSE", {m: each.rmse for m, each in found.items()}))
    if importance is not None:
        label = METRICS.named(importance.metric).label
        often = "once" if importance.repeats == 1 else f"{importance.repeats} times"
        drop = f"drop of {label} if an input is shuffled, {often}"
        lines.append(f"{drop}, seed {importance.seed}: mean ± deviation")
        for k in importance.order().tolist():
            lines.append(f"  {importance.names[k]}: {importance_in_words(importance, k)}")
    return lines


def _question_lines(judged: Judged, question: Question, threshold: float) -> list[str]:
    rankings = {model: judged.ranking(question, model) for model in judged.models}
    mine = rankings[NETWORK]
    lines = [question_in_words(question)]
    for label, roc in (("AUC", True), ("average precision", False)):
        reason = why_no_ranking(mine, question, judged.part, roc)
        values = {m: each.auc if roc else each.average_precision for m, each in rankings.items()}
        said = reason or beside(label, values)
        if f"  {said}" not in lines:
            lines.append(f"  {said}")
    at = mine.at(threshold)
    lines.append(f"  above {threshold:g}: {counts_in_words(at)}")
    lines.append(f"  {rates_in_words(at)}")
    if judged.task is not Task.CLASSES:
        lines += _calibration_lines(judged, question, "")
    return lines


def _calibration_lines(judged: Judged, question: Question | None, title: str) -> list[str]:
    found = {model: judged.calibration(question, model) for model in judged.models}
    heading = [title] if title else []
    if found[NETWORK] is None:
        return [*heading, f"  {no_probabilities()}"]
    errors = {model: None if each is None else each.error for model, each in found.items()}
    return [*heading, "  " + beside("expected calibration error", errors)]


COMMAND = Command(
    "assess", "figures of a trained network on one part of its data", _arguments, assess
)
