"""How Django renders our forms: project templates, and the field an error summary links to."""

from django.forms import CheckboxSelectMultiple, MultiWidget, RadioSelect
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting


class InterfaceBoundField(BoundField):
    """A field that knows where its error link lands and never uses the browser's own validation."""

    @property
    def error_target(self) -> str:
        """The id to focus: the field, the first choice of a group, or the first wrong part of a date."""
        widget = self.field.widget
        if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
            return f"{self.auto_id}_0"
        if isinstance(widget, MultiWidget):
            return f"{self.auto_id}{widget.widgets_names[self.wrong_parts[0]]}"  # type: ignore[attr-defined]  # stubs lack it
        return self.id_for_label or self.auto_id

    @property
    def wrong_parts(self) -> list[int]:
        """Positions of the wrong boxes of a field in several parts; all of them when the error names none."""
        named = {part for error in self.errors.as_data() for part in (error.params or {}).get("parts", ())}
        return sorted(named) or list(range(len(self.field.widget.widgets)))

    def build_widget_attrs(self, attrs: dict, widget=None) -> dict:
        built = super().build_widget_attrs(attrs, widget)
        built.pop("required", None)
        if isinstance(widget or self.field.widget, MultiWidget) and self.errors:
            built["wrong_parts"] = self.wrong_parts  # type: ignore[assignment]  # read by our template alone
        return built


class InterfaceRenderer(TemplatesSetting):
    bound_field_class = InterfaceBoundField
