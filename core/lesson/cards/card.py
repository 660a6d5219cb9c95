"""The card of a stop: everything the step panel says there, assembled without widgets."""

from dataclasses import replace

from core.data.samples import Task
from core.lesson.cards.backward import (
    backward_bars,
    backward_blocks,
    backward_matrix,
    backward_note,
    backward_remark,
    backward_shapes,
)
from core.lesson.cards.batch import batch_blocks, batch_matrix, batch_remark
from core.lesson.cards.content import Block, Card, Cursor, Line, cell
from core.lesson.cards.context import Context
from core.lesson.cards.forward import (
    forward_blocks,
    forward_matrix,
    forward_note,
    forward_remark,
    forward_shapes,
)
from core.lesson.cards.loss import LossTerms, loss_bars, loss_blocks, loss_matrix, loss_remark
from core.lesson.cards.outcome import update_outcome, update_why
from core.lesson.cards.reasons import reasons
from core.lesson.cards.stops import place, title
from core.lesson.cards.update import (
    update_blocks,
    update_matrix,
    update_remark,
    update_shapes,
    updated_part,
)
from core.lesson.cards.words import one_sample, rows_and_columns, scaled_words, why
from core.lesson.formulas.network import phase_lines
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from core.project import Project


def card_of(
    step: StepPicture,
    layers: tuple[LayerPicture, ...],
    facts: Facts | None,
    cursor: Cursor,
    lines: dict[tuple[str, int | None], str] | None = None,
) -> Card:
    """Return the card of the last finished phase; `lines` are the project's NumPy lines."""
    context = Context(step, layers, facts, cursor)
    stop = context.stop
    fused = stop is not None and stop.layer is not None and context.is_fused(stop.layer)
    reason = why(stop, layers, fused)
    if stop is not None and stop.kind == "update":
        reason = update_why(context)
    if stop is not None and stop.kind == "batch" and context.size == 1:
        reason = one_sample()
    card = Card(title(stop, step.update, layers), place(step), reason)
    if stop is None:
        return replace(card, blocks=(not_yet(context),))
    lines = numpy_lines(step.project) if lines is None else lines
    card = replace(card, line=lines.get((stop.kind, stop.layer), ""))
    if stop.kind in ("batch", "loss") and has_scaled_targets(context):
        card = replace(card, note=scaled_words())
    if stop.kind == "batch":
        shape = f"({context.size}, {layers[0].inputs})"
        return replace(
            card,
            blocks=batch_blocks(context),
            remark=batch_remark(context),
            matrix=batch_matrix(context),
            shapes=f"X: {shape} · {rows_and_columns(of_inputs=True)}",
        )
    if stop.kind == "loss":
        return _loss(card, context)
    if stop.kind == "update":
        return _update(card, context, lines)
    assert stop.layer is not None
    if stop.kind == "forward":
        return replace(
            card,
            blocks=forward_blocks(context, stop.layer),
            note=forward_note(context, stop.layer),
            remark=forward_remark(context, stop.layer),
            matrix=forward_matrix(context, stop.layer),
            shapes=forward_shapes(context, stop.layer),
        )
    return replace(
        card,
        blocks=backward_blocks(context, stop.layer),
        note=backward_note(context, stop.layer),
        remark=backward_remark(context, stop.layer),
        reasons=reasons(context, stop.layer),
        bars=backward_bars(context, stop.layer),
        matrix=backward_matrix(context, stop.layer),
        shapes=backward_shapes(context, stop.layer),
    )


def has_scaled_targets(context: Context) -> bool:
    """Return whether the targets of a regression are scaled before the network sees them."""
    regression = context.facts is not None and context.facts.task is Task.REGRESSION
    return regression and context.project.data.scales


def not_yet(context: Context) -> Block:
    """Return what will be computed, with dots for numbers."""
    names = (*context.names(context.output)[:3], "L")
    return tuple(Line(f"{name} =", (cell("·"),)) for name in names)


def numpy_lines(project: Project) -> dict[tuple[str, int | None], str]:
    """Return the NumPy line of every phase."""
    return phase_lines(project)


def _loss(card: Card, context: Context) -> Card:
    terms = LossTerms(context)
    return replace(
        card,
        blocks=loss_blocks(context, terms),
        remark=loss_remark(terms),
        bars=(loss_bars(context, terms),),
        matrix=loss_matrix(context, terms),
        shapes=rows_and_columns(),
    )


def _update(card: Card, context: Context, lines: dict[tuple[str, int | None], str]) -> Card:
    part = updated_part(context)
    if part is None:
        return replace(card, outcome=update_outcome(context))
    return replace(
        card,
        blocks=update_blocks(context, part),
        remark=update_remark(context, part),
        matrix=update_matrix(context, part),
        shapes=update_shapes(context, part),
        line=lines.get(("update", part.layer), card.line),
        outcome=update_outcome(context),
    )
