"""What an integrator keeps: the applications, the services and the proposals of their ministries; a supervisor, all."""

from datetime import datetime

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from accounts.agents import Agent
from accounts.models import JournalEntry, User
from accounts.states import AgentRole, UserState
from ministry_services.models import Authorization, CatalogueChange, Ministry, OnlineService, RelyingParty
from ministry_services.states import ChangeKind, ChangeState

INTEGRATION = (AgentRole.INTEGRATOR, AgentRole.SUPERVISOR)
MOST_COUNTED = 1000
MOST_CHANGES = 50


def ministries_kept_by(agent: Agent) -> QuerySet[Ministry]:
    """Give the ministries whose applications and services this agent keeps; none without the role."""
    if agent.is_supervisor:
        return Ministry.objects.all()
    if not agent.has_role(AgentRole.INTEGRATOR):
        return Ministry.objects.none()
    return Ministry.objects.filter(agents__user=agent.user)


def relying_parties_kept_by(
    agent: Agent, *, state: str = "", ministry: str = "", words: str = ""
) -> QuerySet[RelyingParty]:
    """Give the applications this agent keeps, by name; `words` are sought in the name and the client_id."""
    rows = RelyingParty.objects.filter(ministry__in=ministries_kept_by(agent)).select_related("ministry")
    if state:
        rows = rows.filter(state=state)
    if ministry:
        rows = rows.filter(ministry__code=ministry)
    if words:
        rows = rows.filter(Q(name__icontains=words) | Q(client_id=words))
    return rows.order_by("name", "pk")


def kept_relying_party(pk: int, *, agent: Agent) -> RelyingParty:
    """Lock one application this agent keeps; DoesNotExist for any other."""
    rows = RelyingParty.objects.filter(ministry__in=ministries_kept_by(agent)).select_related("ministry")
    return rows.select_for_update(of=("self",)).get(pk=pk)


def services_kept_by(agent: Agent) -> QuerySet[OnlineService]:
    return (
        OnlineService.objects.filter(ministry__in=ministries_kept_by(agent))
        .select_related("ministry")
        .order_by("ministry__list_label_fr", "order", "slug")
    )


def changes_kept_by(agent: Agent, *, state: str = "") -> QuerySet[CatalogueChange]:
    """Give the proposals this agent sees, the newest first."""
    rows = CatalogueChange.objects.filter(ministry__in=ministries_kept_by(agent))
    if state:
        rows = rows.filter(state=state)
    return rows.select_related("ministry", "proposed_by", "decided_by").order_by("-proposed_at")


def open_changes_of(kind: str, subject: str) -> QuerySet[CatalogueChange]:
    """Give the proposal that waits about a subject, if any."""
    return CatalogueChange.objects.filter(kind=kind, subject=subject, state=ChangeState.PROPOSED)


def services_of_the_desk(ministry: Ministry) -> set[str]:
    """Give the slugs of the services that two persons have published, or a part of which they have."""
    published = CatalogueChange.objects.filter(ministry=ministry, state=ChangeState.PUBLISHED)
    subjects = published.exclude(kind=ChangeKind.RELYING_PARTY).values_list("subject", flat=True)
    return {subject.partition("/")[0] for subject in subjects}


def integrators_of(ministry: Ministry) -> QuerySet[User]:
    """Give the integrators of a ministry who may be written to."""
    integrators = User.objects.filter(ministries__ministry=ministry, groups__name=AgentRole.INTEGRATOR)
    return integrators.filter(state=UserState.ACTIVE).exclude(email="").distinct()


def live_figures(relying_party: RelyingParty, *, now: datetime) -> dict[str, int]:
    """Count the sign-ins since midnight and those that still live, no further than a limit."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    given = Authorization.objects.filter(relying_party=relying_party)
    return {
        "today": given.filter(started_at__gte=midnight)[:MOST_COUNTED].count(),
        # None lives longer than a session: older rows need not be read.
        "live": given.filter(ended_at=None, ends_at__gt=now, started_at__gte=now - settings.SESSION_ABSOLUTE_LIMIT)[
            :MOST_COUNTED
        ].count(),
    }


def facts_about(kind: str, subject: str, *, row: Model) -> QuerySet[JournalEntry]:
    """Give what the journal says of a row and of its last proposals, newest first."""
    changes = CatalogueChange.objects.filter(kind=kind, subject=subject).order_by("-proposed_at")[:MOST_CHANGES]
    proposals = [str(pk) for pk in changes.values_list("pk", flat=True)]
    of_row = Q(subject_type=row._meta.label, subject_id=str(row.pk))  # noqa: SLF001 - _meta is public
    of_changes = Q(subject_type="ministry_services.CatalogueChange", subject_id__in=proposals)
    return JournalEntry.objects.filter(of_row | of_changes).order_by("-id")
