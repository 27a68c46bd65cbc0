"""The public pages, for the site map and the search: a URL name, a title, what one finds there."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clicsequr.help.articles import sections, text
from clicsequr.help.markup import page_address

_TEXTS = {"about-site", "accessibility", "privacy", "cookies", "glossary", "where-to-find"}


@dataclass(frozen=True)
class PublicPage:
    name: str
    title: str | Promise
    summary: str | Promise = ""

    @property
    def url(self) -> str:
        """Nothing where this version does not serve the page."""
        return page_address(self.name)

    @property
    def words(self) -> str:
        """Give everything the page says, for the search."""
        texts = [text(self.name)] if self.name in _TEXTS else []
        texts += sections("about").values() if self.name == "about" else []
        return " ".join([str(self.title), str(self.summary), *(found.words for found in texts)])


GROUPS: tuple[tuple[str | Promise, tuple[PublicPage, ...]], ...] = (
    (
        _("Découvrir clicSÉQUR"),
        (
            PublicPage("about", _("Service d’authentification gouvernemental clicSÉQUR")),
            PublicPage("ministry_services:list", _("Services en ligne"), _("Tous les services, selon le portail.")),
            PublicPage("choose-portal", _("Choisissez votre portail"), _("Entreprises ou Citoyens.")),
        ),
    ),
    (
        _("clicSÉQUR – Entreprises"),
        (
            PublicPage(
                "enterprises:registration",
                _("Inscription d’une entreprise à clicSÉQUR"),
                _("Environ 10 minutes. Créer un compte pour une entreprise."),
            ),
            PublicPage("enterprises:registration-resume", _("Reprendre une inscription enregistrée")),
            PublicPage("enterprises:sign-in", _("Ouvrir une session"), _("Code d’utilisateur et mot de passe.")),
            PublicPage(
                "accounts:recover",
                _("Récupérer votre accès"),
                _("Code d’utilisateur ou mot de passe oublié, compte verrouillé."),
            ),
        ),
    ),
    (
        _("clicSÉQUR – Citoyens"),
        (
            PublicPage(
                "citizens:creation",
                _("Créer un compte clicSÉQUR – Citoyens"),
                _("De 10 à 20 minutes. Image, phrase, questions et preuve d’identité."),
            ),
            PublicPage("citizens:creation-resume", _("Reprendre la création d’un compte")),
            PublicPage(
                "citizens:sign-in",
                _("Ouvrir une session dans clicSÉQUR – Citoyens"),
                _("Code d’utilisateur, mot de passe et question de sécurité."),
            ),
            PublicPage(
                "citizens:recover",
                _("Récupérer votre accès à clicSÉQUR – Citoyens"),
                _("Code, mot de passe, courriel ou réponses perdus, accès bloqué."),
            ),
            PublicPage("citizens:identity-other-ways", _("Autres façons de prouver votre identité")),
        ),
    ),
    (
        _("Aide"),
        (
            PublicPage("help", _("Aide"), _("Articles par portail, téléphone et heures.")),
            PublicPage("glossary", _("Lexique")),
            PublicPage("where-to-find", _("Où trouver les numéros demandés")),
            PublicPage("contact", _("Pour nous joindre"), _("Téléphone, heures et formulaire.")),
            PublicPage("search", _("Recherche")),
        ),
    ),
    (
        _("Ce site"),
        (
            PublicPage("about-site", _("À propos du site")),
            PublicPage("accessibility", _("Accessibilité")),
            PublicPage("privacy", _("Confidentialité")),
            PublicPage("cookies", _("Témoins")),
            PublicPage("terms", _("Conditions d’utilisation"), _("La version en vigueur.")),
            PublicPage("site-map", _("Plan du site")),
        ),
    ),
)
