"""Plain catalogues in Django admin, shown in the portal's own design (screens.md A-14).

Catalogues only: an entity with a life is moved by a service, never by a change form. Nothing is deleted here: what
served once is closed or retired by its own field. No script and no style of Django's admin, so the policy holds.
"""

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Field, Model, QuerySet, URLField
from django.http import HttpRequest, HttpResponse

from accounts import events
from accounts.services.journal import record


class CatalogueAdmin(admin.ModelAdmin):
    """A catalogue that supervisors keep; every change is in the journal."""

    change_list_template = "agents/catalogue_list.html"
    change_form_template = "agents/catalogue_form.html"
    actions = None
    list_per_page = 100
    show_full_result_count = False

    @property
    def media(self) -> forms.Media:
        return forms.Media()

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.agent.is_supervisor)  # type: ignore[attr-defined]  # set by the site's has_permission

    def has_add_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return self.has_view_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def formfield_for_dbfield(self, db_field: Field, request: HttpRequest, **kwargs: Any) -> forms.Field | None:
        # Our widgets: those of the admin need its scripts.
        more: Any = {"assume_scheme": "https"} if isinstance(db_field, URLField) else {}
        return db_field.formfield(**more)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["form"] = context["adminform"].form
        return super().render_change_form(request, context, *args, **kwargs)

    def log_addition(self, request: Any, obj: Model, message: object) -> Any:
        record(events.CATALOGUE_CHANGED, by=request.agent.user, subject=obj, change="added")

    def log_change(self, request: Any, obj: Model, message: object) -> Any:
        fields = message[0].get("changed", {}).get("fields", []) if isinstance(message, list) and message else []
        record(events.CATALOGUE_CHANGED, by=request.agent.user, subject=obj, change="changed", fields=fields)

    def log_deletions(self, request: HttpRequest, queryset: QuerySet) -> Any:
        raise NotImplementedError("Catalogues are not deleted.")
