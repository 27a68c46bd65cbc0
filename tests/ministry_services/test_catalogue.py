"""The catalogue: reviewed data, loaded as often as one likes, refused with the line of the fault."""

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import translation

from accounts.actors import SYSTEM
from accounts.models import JournalEntry
from accounts.states import Portal
from ministry_services.models import EnrolmentQuestion, Ministry, OnlineService, ServiceTask
from ministry_services.services.catalogue import CatalogueRefused, load_catalogue
from ministry_services.states import DecisionMode, ServiceState

SHIPPED = (Path(__file__).parents[2] / "ministry_services" / "catalogue.toml").read_text(encoding="utf-8")
SMALL = """[[ministry]]
code = "m"
list_label_fr = "Ministère"
list_label_en = "Ministry"
name_fr = "Ministère"
name_en = "Ministry"

[[ministry.service]]
slug = "s"
portal = "E"
name_fr = "Service"
name_en = "Service"

[[ministry.service.question]]
code = "q"
kind = "text"
label_fr = "Question"
label_en = "Question"

[[ministry.service.task]]
code = "t"
name_fr = "Tâche"
name_en = "Task"
"""


@pytest.mark.django_db
def test_the_seed_names_one_citizen_service_and_five_of_enterprises() -> None:
    load_catalogue(SHIPPED, by=SYSTEM)
    ministry = Ministry.objects.get(acronym="MDDELCC")
    assert ministry.list_label_fr == "Développement durable, Environnement, Faune et Parcs"
    assert ministry.name_fr.startswith("Ministère du Développement durable, de l’Environnement et de la Lutte")
    by_portal = {portal: [] for portal in (Portal.CITIZENS, Portal.ENTERPRISES)}
    for service in ministry.services.all():
        by_portal[service.portal].append(service.name_fr)
    assert by_portal == {
        Portal.CITIZENS: ["Pesticides – Demande de certificat"],
        Portal.ENTERPRISES: [
            "Bilan de phosphore",
            "Déclaration des ventes annuelles de pesticides",
            "Émissions de gaz à effet de serre",
            "Gestion des prélèvements d’eau",
            "Inventaire québécois des émissions atmosphériques",
        ],
    }
    assert OnlineService.objects.get(portal=Portal.CITIZENS).needs_identity_proof
    with translation.override("en"):
        assert str(ministry) == "Sustainable Development, Environment, Wildlife and Parks"


@pytest.mark.django_db
def test_every_enterprise_service_of_the_seed_asks_and_has_tasks() -> None:
    load_catalogue(SHIPPED, by=SYSTEM)
    for service in OnlineService.objects.filter(ministry__code="environnement", portal=Portal.ENTERPRISES):
        assert service.questions.count() >= 2
        assert service.tasks.count() in {2, 3}
    assert OnlineService.objects.filter(decision_mode=DecisionMode.AUTOMATIC).count() == 1


@pytest.mark.django_db
def test_a_second_load_changes_nothing() -> None:
    first = load_catalogue(SHIPPED, by=SYSTEM)
    journal = JournalEntry.objects.count()
    assert first > 40
    assert load_catalogue(SHIPPED, by=SYSTEM) == 0
    assert JournalEntry.objects.count() == journal == 3


@pytest.mark.django_db
def test_a_changed_text_is_updated() -> None:
    load_catalogue(SMALL, by=SYSTEM)
    assert load_catalogue(SMALL.replace('label_fr = "Question"', 'label_fr = "Quel numéro?"'), by=SYSTEM) == 1
    assert EnrolmentQuestion.objects.get().label_fr == "Quel numéro?"


@pytest.mark.django_db
def test_what_the_file_no_longer_holds_is_retired_and_comes_back() -> None:
    load_catalogue(SMALL, by=SYSTEM)
    assert load_catalogue(SMALL[: SMALL.index("[[ministry.service.question]]")], by=SYSTEM) == 2
    assert (EnrolmentQuestion.objects.get().retired, ServiceTask.objects.get().retired) == (True, True)
    assert load_catalogue(SMALL, by=SYSTEM) == 2
    assert (EnrolmentQuestion.objects.get().retired, ServiceTask.objects.get().retired) == (False, False)
    load_catalogue(SMALL[: SMALL.index("[[ministry.service]]")], by=SYSTEM)
    assert OnlineService.objects.get().state == ServiceState.CLOSED


@pytest.mark.django_db
def test_a_service_closed_by_an_operator_stays_closed() -> None:
    load_catalogue(SMALL, by=SYSTEM)
    OnlineService.objects.update(state=ServiceState.MAINTENANCE)
    load_catalogue(SMALL, by=SYSTEM)
    assert OnlineService.objects.get().state == ServiceState.MAINTENANCE


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("before", "after", "line", "says"),
    [
        ('portal = "E"', 'portal = "X"', 8, "portal"),
        ('portal = "E"', 'portal = "E"\ncolour = "red"', 8, "unknown key 'colour'"),
        ('name_en = "Task"', "", 20, "name_en"),
        ('kind = "text"', 'kind = "choice"', 14, "at least two choices"),
        ('kind = "text"', 'kind = "text"\nlimits = { minimum = 2 }', 14, "unknown limit 'minimum'"),
        ('kind = "text"', 'kind = "date"\nlimits = { latest = "soon" }', 14, "latest is neither"),
        ('kind = "text"', 'kind = "text"\nlimits = { maximum = 5000 }', 14, "at most 500"),
        ('kind = "text"', 'kind = "text', 16, "line 16"),
        ('slug = "s"', 'slug = "s"\ndescription_fr = "Texte"', 8, "no English"),
        ('code = "t"', 'code = "un deux"', 20, "code"),
        ("[[ministry.service.task]]", "[ministry.service.task]", 1, "task is a list of tables"),
    ],
)
def test_a_fault_is_named_with_its_line_and_nothing_changes(before: str, after: str, line: int, says: str) -> None:
    with pytest.raises(CatalogueRefused) as refused:
        load_catalogue(SMALL.replace(before, after), by=SYSTEM)
    fault = refused.value.faults[0]
    assert fault.line == line
    assert says in str(fault)
    assert not Ministry.objects.exists()


@pytest.mark.django_db
def test_a_slug_is_used_once_in_the_whole_catalogue() -> None:
    twice = SMALL + SMALL[SMALL.index("[[ministry.service]]") :]
    with pytest.raises(CatalogueRefused) as refused:
        load_catalogue(twice, by=SYSTEM)
    assert [str(fault) for fault in refused.value.faults] == ["line 24: slug 's' is already used"]


@pytest.mark.django_db
def test_the_command_names_the_file_and_the_line(tmp_path: Path) -> None:
    file = tmp_path / "catalogue.toml"
    file.write_text(SMALL.replace('portal = "E"', 'portal = "X"'), encoding="utf-8")
    with pytest.raises(CommandError, match=r"catalogue\.toml, line 8: portal"):
        call_command("load_catalogue", str(file))
