"""What is shown beside a score, to show whether the network is worth it."""

from core.components.metrics import METRICS
from core.counts import counted
from core.lesson.names.settings import component_label
from core.lesson.numbers import figure, percent
from core.pictures.baselines import LINEAR, LOGISTIC, MEAN, MOST_FREQUENT, Baselines
from core.words import say, translate


def baseline_name(name: str, brief: bool = False) -> str:
    """Return the name of a baseline, in few words if space is tight."""
    if brief and name == MOST_FREQUENT:
        return translate("Baselines", "most frequent class")
    return {
        MOST_FREQUENT: translate("Baselines", "always the most frequent class"),
        MEAN: translate("Baselines", "always the mean"),
        LOGISTIC: translate("Baselines", "logistic regression"),
        LINEAR: translate("Baselines", "linear regression"),
    }.get(name, name)


def beside_baselines(
    baselines: Baselines, part: str, network: float | None, brief: bool = False
) -> str:
    """Return the score of the network on a part, if given, and those of the baselines."""
    metric = METRICS.named(baselines.metric)
    written = percent if metric.is_share else figure
    said = [
        f"{baseline_name(entry.name, brief)} {written(entry.scores[part])}"
        for entry in baselines.entries
        if part in entry.scores
    ]
    if network is None:
        return " · ".join(said)
    label = "" if metric.is_share else f"{component_label(metric)} "
    score = say("Baselines", "network {score}", score=label + written(network))
    return " · ".join((score, *said))


def about_baselines(baselines: Baselines) -> str:
    """Return an explanation of the baselines."""
    lines = [
        translate(
            "Baselines",
            "What a network must beat: the same answer to every sample, and a model without hidden "
            "layers. Both were fitted on the training part.",
        )
    ]
    if baselines.fitted_on is not None:
        text = "Fitted on {samples}, evenly spread."
        lines.append(
            say("Baselines", text, samples=counted(baselines.fitted_on, "training sample"))
        )
    if baselines.too_large:
        text = "There is no linear model: with so many inputs, fitting it would take too long."
        lines.append(translate("Baselines", text))
    return "\n".join(lines)
