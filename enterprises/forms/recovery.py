"""What a business gives to recover its codes."""

from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.fields import EmailField, NeqField
from clicsequr.kernel.forms import BaseForm


class UserCodesForm(BaseForm):
    """R-02."""

    email = EmailField(label=_("Courriel"), help_text=_("L’adresse que vous avez confirmée pour ce compte."))
    neq = NeqField(label=_("Numéro d’entreprise du Québec (NEQ)"), help_text=_("10 chiffres"))
