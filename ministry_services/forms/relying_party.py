"""What an integrator writes of an application; the same rules as the command's and the service's."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.forms import BaseForm
from ministry_services.rules.public_keys import HOLDS_A_PRIVATE_KEY, holds_a_private_key, kept_keys, read_key_set
from ministry_services.rules.relying_parties import LONGEST_NAME, Terms, terms_faults
from ministry_services.states import ClientAuthentication, Scope, SigningAlgorithm


def _lines(label: Any, hint: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        error_messages={"required": _("Écrivez au moins une adresse de retour.")},
    )


class RelyingPartyForm(BaseForm):
    """The terms of an application. A private key that was pasted is taken out of the page that shows the error."""

    name = forms.CharField(
        label=_("Nom que les personnes liront"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Écrivez un nom de 100 caractères au plus.")},
    )
    services = forms.MultipleChoiceField(
        label=_("Services"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choisissez au moins un service, chacun une seule fois.")},
    )
    redirect_uris = _lines(_("Adresses de retour"), _("Une par ligne, exacte, en https. 20 au plus."), required=True)
    post_logout_redirect_uris = _lines(_("Adresses après une fermeture de session"), _("Une par ligne."))
    backchannel_logout_uri = forms.CharField(
        label=_("Adresse de l’avis de fermeture (back-channel)"), required=False, max_length=500
    )
    authentication = forms.ChoiceField(
        label=_("Authentification de l’application"), widget=forms.RadioSelect, choices=ClientAuthentication.choices
    )
    public_keys = forms.CharField(
        label=_("Clés publiques (JWKS)"),
        help_text=_("Pour private_key_jwt\u00a0: RSA de 2048 bits ou plus, ou EC P-256, chacune avec son kid."),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )
    algorithm = forms.ChoiceField(
        label=_("Signature des jetons d’identité"), widget=forms.RadioSelect, choices=SigningAlgorithm.choices
    )
    scopes = forms.MultipleChoiceField(
        label=_("Ce que l’application peut demander"),
        widget=forms.CheckboxSelectMultiple,
        choices=[(scope.value, format_lazy("{} – {}", scope.value, scope.label)) for scope in Scope],
        error_messages={"required": _("Les portées contiennent «\u00a0openid\u00a0» et sont celles de la liste.")},
    )
    sector = forms.CharField(
        label=_("Secteur"),
        help_text=_(
            "Le code du ministère. Ajoutez «\u00a0:\u00a0» et un mot pour que ses autres applications ne fassent "
            "pas le lien."
        ),
        required=False,
        max_length=100,
    )
    requires_pushed_requests = forms.BooleanField(label=_("Exiger les demandes poussées (PAR)"), required=False)
    requires_dpop = forms.BooleanField(label=_("Exiger des jetons liés à une clé (DPoP)"), required=False)

    def __init__(
        self, data: QueryDict | None, *, ministry: str, services: list[tuple[str, str, str]], local: bool, **kwargs: Any
    ) -> None:
        """`services`: slug, portal and name of those of the ministry; `local`: see `terms_faults`."""
        if data is not None and holds_a_private_key(data.get("public_keys", "")):
            data = data.copy()
            data["public_keys"] = ""
            self.had_a_private_key = True
        else:
            self.had_a_private_key = False
        super().__init__(data, **kwargs)
        self.ministry, self.local = ministry, local
        self.portals = {slug: portal for slug, portal, _name in services}
        choices = [(slug, name) for slug, _portal, name in services]
        self.fields["services"].choices = choices  # type: ignore[attr-defined]  # declared above

    @staticmethod
    def initial_of(terms: Terms, *, keys: str) -> Mapping[str, Any]:
        """Give what the page shows first. `keys`: the public keys in JSON."""
        words = terms.as_json()
        addresses = {name: "\n".join(words[name]) for name in ("redirect_uris", "post_logout_redirect_uris")}
        return {**words, **addresses, "public_keys": keys}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.had_a_private_key:
            self.add_error("public_keys", HOLDS_A_PRIVATE_KEY)
        if not self.errors:
            for fault in terms_faults(self.terms(), ministry=self.ministry, portals=self.portals, local=self.local):
                self.add_error(fault.field, str(fault.text))
        return cleaned

    def terms(self) -> Terms:
        """Give what was typed as terms, whether they stand or not."""
        typed = self.cleaned_data
        pasted = typed["public_keys"].strip()
        found = read_key_set(pasted) if pasted else {}
        listed = found.get("keys") if found else None
        sound = isinstance(listed, list) and all(isinstance(key, dict) for key in listed)
        return Terms(
            **{**typed, "services": tuple(sorted(typed["services"])), "scopes": tuple(typed["scopes"])}
            | {name: tuple(typed[name].split()) for name in ("redirect_uris", "post_logout_redirect_uris")}
            | {"sector": typed["sector"] or self.ministry}
            | {"public_keys": kept_keys(found) if found and sound else (found or ({"keys": []} if pasted else {}))}
        )
