"""The form that begins a race: which single setting the second side has otherwise."""

from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from core.errors import UserError
from core.project import Project
from core.run.race.variants import Variant, variants
from core.words import say
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField, read_typed
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel

_translate = QCoreApplication.translate


class RaceForm(SmallDialog):
    """Asks what differs; `chosen` carries the two projects."""

    chosen = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("RaceForm", "Race two variants"),
            _translate(
                "RaceForm",
                "Two networks train side by side on the same data: this one as it is, and one in "
                "which a single setting differs.",
            ),
            parent,
        )
        self.usual = QSize(400, 0)
        self._project: Project | None = None
        self._variants: tuple[Variant, ...] = ()
        self.what = QuietCombo()
        self.what.activated.connect(self._offer)
        self._field: NumberField | QuietCombo | None = None
        self._place = QStackedWidget()
        help = _translate("RaceForm", "The setting in which the two sides differ")
        self.rows.addWidget(Row(_translate("RaceForm", "What differs"), help, self.what, wide=True))
        self.now = TermLabel()
        set_role(self.now, "caption")
        self.rows.addWidget(self.now)
        help = _translate("RaceForm", "Its value on the right side")
        self._row = Row(_translate("RaceForm", "On the right"), help, self._place, wide=True)
        self.rows.addWidget(self._row)
        self.add_button(
            _translate("RaceForm", "Start the race"),
            _translate("RaceForm", "Show both side by side (Enter)"),
            self._start,
            primary=True,
        )
        self.add_close()

    def ask(self, project: Project) -> None:
        """Ask for the variant of a project."""
        self.show_project(project)
        self.bring()

    def show_project(self, project: Project) -> None:
        """Offer the variants of a project; the setting that was chosen stays."""
        chosen = self.what.currentIndex()
        self._project, self._variants = project, variants(project)
        self.what.clear()
        self.what.addItems([variant.label for variant in self._variants])
        self.what.setCurrentIndex(chosen if 0 <= chosen < len(self._variants) else 0)
        self._offer()

    def show_error(self, error: UserError) -> None:
        """Say why a race could not begin."""
        hint = error.hint[:1].upper() + error.hint[1:]
        self._row.show_error(f"{error.message}. {hint}".strip())
        self.grow()

    def _variant(self) -> Variant:
        return self._variants[max(0, self.what.currentIndex())]

    def _offer(self, *_: object) -> None:
        """Offer the values of the chosen setting."""
        variant = self._variant()
        self.now.setText(say("RaceForm", "On the left: {value}", value=variant.now))
        old = self._field
        if variant.parameter is not None:
            field: NumberField | QuietCombo = NumberField(variant.parameter)
            assert isinstance(field, NumberField)
            field.set_value(variant.suggested)
            field.refused.connect(self._row.show_error)
        else:
            field = QuietCombo()
            for label, value in variant.choices:
                field.addItem(label, value)
        field.setAccessibleName(variant.label)
        self._field = field
        self._place.addWidget(field)
        self._place.setCurrentWidget(field)
        self._place.setFocusProxy(field)
        if old is not None:
            self._place.removeWidget(old)
            old.deleteLater()
        self._row.show_error("")

    def _start(self) -> None:
        field, variant = self._field, self._variant()
        if self._project is None or field is None:
            return
        try:
            if isinstance(field, NumberField):
                value = read_typed(field.text(), field.parameter)
            else:
                value = field.currentData()
            second = variant.apply(value)
        except UserError as error:
            self.show_error(error)
            return
        self._row.show_error("")
        self.chosen.emit(self._project, second)
