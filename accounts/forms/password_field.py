"""The field where people choose a password: typed once, shown on demand, made for password managers."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.passwords import LONGEST, PASSWORD_MESSAGES, password_faults
from clicsequr.kernel.forms import BaseForm


class NewPasswordField(forms.CharField):
    """Set `user_code` before the check: a password must not contain the code of its owner."""

    widget = forms.PasswordInput
    default_error_messages: ClassVar = {"required": _("Créez un mot de passe")}
    user_code = ""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Créez un mot de passe"))
        kwargs.setdefault("help_text", _("Au moins 12 caractères. Une phrase convient."))
        super().__init__(strip=False, **kwargs)

    def validate(self, value: str) -> None:
        super().validate(value)
        for fault in password_faults(value, user_code=self.user_code):
            raise ValidationError(PASSWORD_MESSAGES[fault], code=fault)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        # No maxlength: a browser would cut a pasted password without a word.
        return {"autocomplete": "new-password", "passwordrules": f"minlength: 12; maxlength: {LONGEST};"}


class NewPasswordForm(BaseForm):
    """Choose a password for `user_code`; the page repeats the code for password managers.

    Put `{% include "components/username.html" %}` in the form: managers save the pair only when they see both.
    """

    password = NewPasswordField()

    def __init__(self, *args: Any, user_code: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user_code = user_code
        self.fields["password"].user_code = user_code  # type: ignore[attr-defined]  # declared above
