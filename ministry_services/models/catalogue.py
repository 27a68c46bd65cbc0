"""What can be reached: ministries, their services, and what each asks before an enrolment."""

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.states import Portal
from ministry_services.rules.catalogue import refuse_reserved_slug
from ministry_services.states import Acr, DecisionMode, QuestionKind, ServiceState


def _in_current_language(french: str, english: str) -> str:
    return english if get_language() == "en" and english else french


class Ministry(models.Model):
    """A body. Its label in lists may be an older name than the one it uses (seed: the list's name is not MDDELCC's)."""

    code = models.SlugField(_("code"), unique=True)
    list_label_fr = models.CharField(_("nom dans les listes"), max_length=150)
    list_label_en = models.CharField(_("nom anglais dans les listes"), max_length=150)
    name_fr = models.CharField(_("nom"), max_length=200)
    name_en = models.CharField(_("nom anglais"), max_length=200)
    acronym = models.CharField(_("sigle"), max_length=20, blank=True)
    aliases = models.CharField(_("autres noms, pour la recherche"), max_length=400, blank=True)
    website = models.URLField(_("site Web"), blank=True)
    phone = models.CharField(_("téléphone"), max_length=20, blank=True)

    class Meta:
        verbose_name = _("ministère ou organisme")
        verbose_name_plural = _("ministères et organismes")
        ordering = ["list_label_fr"]

    def __str__(self) -> str:
        return self.list_label

    @property
    def list_label(self) -> str:
        return _in_current_language(self.list_label_fr, self.list_label_en)

    @property
    def name(self) -> str:
        return _in_current_language(self.name_fr, self.name_en)


class OnlineService(models.Model):
    """A service of a ministry. The service, not the person, decides the portal (seed)."""

    slug = models.SlugField(_("code"), unique=True, max_length=80, validators=[refuse_reserved_slug])
    ministry = models.ForeignKey(
        Ministry, on_delete=models.PROTECT, related_name="services", verbose_name=_("ministère")
    )
    portal = models.CharField(_("portail"), max_length=1, choices=Portal)
    name_fr = models.CharField(_("nom"), max_length=150)
    name_en = models.CharField(_("nom anglais"), max_length=150)
    description_fr = models.TextField(_("description"), blank=True)
    description_en = models.TextField(_("description anglaise"), blank=True)
    address = models.URLField(_("adresse"), blank=True)
    state = models.CharField(_("état"), max_length=12, choices=ServiceState, default=ServiceState.OPEN)
    closed_until = models.DateField(_("fermé jusqu’au"), null=True, blank=True)
    needs_identity_proof = models.BooleanField(_("demande une preuve d’identité"), default=False)
    minimum_acr = models.CharField(_("assurance exigée"), max_length=60, choices=Acr, default=Acr.PASSWORD)
    decision_mode = models.CharField(_("décision"), max_length=10, choices=DecisionMode, default=DecisionMode.AGENT)
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)

    class Meta:
        verbose_name = _("service en ligne")
        verbose_name_plural = _("services en ligne")
        ordering = ["ministry", "order", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(portal__in=[Portal.ENTERPRISES, Portal.CITIZENS]), name="service_has_a_public_portal"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return _in_current_language(self.name_fr, self.name_en)

    @property
    def description(self) -> str:
        return _in_current_language(self.description_fr, self.description_en)


class EnrolmentQuestion(models.Model):
    """A typed question that a service asks an enterprise when it enrols."""

    service = models.ForeignKey(OnlineService, on_delete=models.CASCADE, related_name="questions")
    code = models.SlugField(_("code"))
    order = models.PositiveSmallIntegerField(_("ordre"), default=0)
    kind = models.CharField(_("genre"), max_length=8, choices=QuestionKind)
    label_fr = models.CharField(_("question"), max_length=200)
    label_en = models.CharField(_("question en anglais"), max_length=200)
    hint_fr = models.CharField(_("indice"), max_length=250, blank=True)
    hint_en = models.CharField(_("indice en anglais"), max_length=250, blank=True)
    required = models.BooleanField(_("obligatoire"), default=True)
    # Choices: [{"value": "…", "fr": "…", "en": "…"}]; numbers: {"minimum": 0, "maximum": 10}; text: {"maximum": 100}.
    choices = models.JSONField(_("choix"), default=list, blank=True)
    limits = models.JSONField(_("limites"), default=dict, blank=True)
    retired = models.BooleanField(_("retirée"), default=False)

    class Meta:
        verbose_name = _("question d’inscription")
        verbose_name_plural = _("questions d’inscription")
        ordering = ["service", "order"]
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="question_code_unique_per_service")]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return _in_current_language(self.label_fr, self.label_en)

    @property
    def hint(self) -> str:
        return _in_current_language(self.hint_fr, self.hint_en)


class ServiceTask(models.Model):
    """A task of a service that a restricted access may name (screens.md P-02)."""

    service = models.ForeignKey(OnlineService, on_delete=models.CASCADE, related_name="tasks")
    code = models.SlugField(_("code"))
    name_fr = models.CharField(_("nom"), max_length=120)
    name_en = models.CharField(_("nom anglais"), max_length=120)
    retired = models.BooleanField(_("retirée"), default=False)

    class Meta:
        verbose_name = _("tâche d’un service")
        verbose_name_plural = _("tâches des services")
        ordering = ["service", "code"]
        constraints = [models.UniqueConstraint(fields=["service", "code"], name="task_code_unique_per_service")]

    def __str__(self) -> str:
        return _in_current_language(self.name_fr, self.name_en)


class MinistryAgent(models.Model):
    """The bodies whose enrolments an agent answers; a supervisor answers for all without a row here."""

    ministry = models.ForeignKey(Ministry, on_delete=models.CASCADE, related_name="agents", verbose_name=_("ministère"))
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="ministries", verbose_name=_("agent"))

    class Meta:
        verbose_name = _("agent d’un ministère")
        verbose_name_plural = _("agents des ministères")
        constraints = [models.UniqueConstraint(fields=["ministry", "user"], name="agent_once_per_ministry")]

    def __str__(self) -> str:
        return f"{self.user} – {self.ministry}"
