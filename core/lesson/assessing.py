"""How good a network is, in words: figures at a threshold, and why there may be none."""

from core.counts import counted
from core.lesson.baselines import baseline_name
from core.lesson.numbers import count, figure, percent
from core.pictures.assessing.calibration import Calibration
from core.pictures.assessing.importance import Importance
from core.pictures.assessing.judged import NETWORK
from core.pictures.assessing.question import Question
from core.pictures.assessing.ranking import Counts, Ranking
from core.pictures.assessing.residuals import Residuals
from core.words import say, translate


def part_in_words(part: str) -> str:
    """Return the name of a part of the data."""
    return {
        "train": translate("Assessing", "training"),
        "test": translate("Assessing", "test"),
        "validation": translate("Assessing", "validation"),
    }.get(part, part)


def question_in_words(question: Question) -> str:
    """Return what a question asks: `versicolor or not`, `yes, not no`."""
    if question.against:
        return say("Assessing", "{name}, not {other}", name=question.name, other=question.against)
    return say("Assessing", "{name} or not", name=question.name)


def counts_in_words(counts: Counts) -> str:
    """Return the four counts at a threshold."""
    return say(
        "Assessing",
        "TP {tp} · FP {fp} · FN {fn} · TN {tn}",
        tp=count(counts.true_positives),
        fp=count(counts.false_positives),
        fn=count(counts.false_negatives),
        tn=count(counts.true_negatives),
    )


def rates_in_words(counts: Counts) -> str:
    """Return precision, recall, F1 and accuracy; `·` stands for one that is 0/0."""
    return say(
        "Assessing",
        "precision {precision} · recall {recall} · F1 {f1} · accuracy {accuracy}",
        precision=_share(counts.precision),
        recall=_share(counts.recall),
        f1=figure(counts.f1),
        accuracy=_share(counts.accuracy),
    )


def _share(value: float | None) -> str:
    return "·" if value is None else percent(value)


def why_no_ranking(ranking: Ranking, question: Question, part: str, roc: bool) -> str:
    """Return why there is no ROC or precision/recall curve on a part, "" if there is one."""
    name, where = question.name, part_in_words(part)
    if not ranking.positives and not ranking.negatives:
        if ranking.left_out:
            return no_numbers()
        return say("Assessing", "The {part} part has no samples.", part=where)
    if not ranking.positives:
        text = "The {part} part has no sample of {name}: there is nothing to find."
        return say("Assessing", text, part=where, name=name)
    if roc and not ranking.negatives:
        text = "The {part} part has only samples of {name}: a ROC curve needs others too."
        return say("Assessing", text, part=where, name=name)
    return ""


def no_numbers() -> str:
    """Return what is said where no output is a finite number."""
    return translate(
        "Assessing", "No output is a finite number: training has diverged. Go back or reset."
    )


def no_probabilities() -> str:
    """Return what is said where outputs are no probabilities."""
    return translate(
        "Assessing",
        "The outputs are not probabilities, so there is nothing to calibrate. Sigmoid outputs with "
        "binary cross-entropy, or softmax outputs with categorical cross-entropy, give them.",
    )


def left_out_in_words(number: int) -> str:
    """Return how many samples without a finite output are left out, "" for none."""
    if not number:
        return ""
    return say("Assessing", "{n} left out: no finite output", n=count(number))


def beside(label: str, values: dict[str, float | None], share: bool = False) -> str:
    """Return a figure of the network and those of the baselines, by model.

    `AUC 0.981 · logistic regression 0.972 · …`
    """
    write = _share if share else figure
    said = [
        f"{label if model == NETWORK else baseline_name(model, brief=True)} {write(value)}"
        for model, value in values.items()
    ]
    return " · ".join(said)


def bin_in_words(found: Calibration, number: int) -> str:
    """Return one bin of a calibration."""
    low, high = found.edges[number], found.edges[number + 1]
    samples = int(found.counts[number])
    said = say("Assessing", "{low} to {high}: ", low=percent(low), high=percent(high))
    if not samples:
        return said + translate("Assessing", "no samples")
    return said + say(
        "Assessing",
        "{samples}, {mean} on average, {share} came true",
        samples=counted(samples, "sample"),
        mean=percent(float(found.mean[number])),
        share=percent(float(found.share[number])),
    )


def residuals_in_words(found: Residuals) -> str:
    """Return the figures of residuals."""
    return say(
        "Assessing",
        "residuals: mean {mean}, deviation {deviation} · RMSE {rmse} · MAE {mae}",
        mean=figure(found.mean),
        deviation=figure(found.deviation),
        rmse=figure(found.rmse),
        mae=figure(found.mae),
    )


def importance_in_words(found: Importance, number: int) -> str:
    """Return the importance of one input: the mean drop, and its deviation."""
    return f"{figure(float(found.mean[number]))} ± {figure(float(found.deviation[number]))}"
