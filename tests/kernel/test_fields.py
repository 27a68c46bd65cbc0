"""Form fields of the identifiers: the stored form, and the messages of the table of validators."""

from decimal import Decimal

import pytest
from django import forms
from django.conf import LazySettings
from django.core.exceptions import ValidationError

from clicsequr.kernel import fields

ACCEPTED = [
    (fields.NeqField, "1190 000-019", "1190000019"),
    (fields.RqNumberField, "1224002901 TQ 0001", "1224002901"),
    (fields.NasField, "046 454 286", "046454286"),
    (fields.AccessCodeField, "001-234", "001234"),
    (fields.EmailCodeField, "482 913", "482913"),
    (fields.NoticeNumberField, "abc 1234-5678", "ABC12345678"),
    (fields.PostalCodeField, "g1r5v7", "G1R 5V7"),
    (fields.PhoneField, "(418) 555-0123", "4185550123"),
    (fields.PersonNameField, " Zoé D’Amours ", "Zoé D'Amours"),
    (fields.EmailField, " nom@Université.example ", "nom@université.example"),
    (fields.AmountField, "45 321,10 $", Decimal("45321.10")),
    (fields.AmountField, "0", Decimal("0.00")),
]
REFUSED = [
    (fields.NeqField, "", "Entrez le NEQ"),
    (fields.NeqField, " - ", "Entrez le NEQ"),
    (fields.NeqField, "119000001", "Le NEQ doit compter 10 chiffres"),
    (fields.NeqField, "NEQ1190000", "Le NEQ doit compter 10 chiffres"),
    (fields.NeqField, "4490000019", "Le NEQ commence par 11, 22, 33 ou 88"),
    (fields.NeqField, "1190000018", "Vérifiez le NEQ\u00a0: il contient une erreur"),
    (fields.RqNumberField, "", "Entrez le numéro d’identification"),
    (fields.RqNumberField, "122400290", "Le numéro d’identification doit compter 10 chiffres"),
    (fields.RqNumberField, "1224002902", "Vérifiez le numéro d’identification\u00a0: il contient une erreur"),
    (fields.RqNumberField, "1224002901TQ0000", "Entrez seulement les 10 premiers chiffres du numéro d’identification"),
    (fields.NasField, "", "Entrez votre numéro d’assurance sociale"),
    (fields.NasField, "04645428", "Le numéro d’assurance sociale doit compter 9 chiffres"),
    (fields.NasField, "046454287", "Vérifiez le numéro\u00a0: il contient une erreur"),
    (fields.NasField, "000000000", "Vérifiez le numéro\u00a0: il contient une erreur"),
    (fields.AccessCodeField, "", "Entrez votre code d’accès"),
    (fields.AccessCodeField, "12345", "Le code d’accès compte 6 chiffres"),
    (fields.EmailCodeField, "", "Entrez le code"),
    (fields.EmailCodeField, "48291O", "Le code compte 6 chiffres"),
    (fields.NoticeNumberField, "", "Entrez le numéro d’avis"),
    (fields.NoticeNumberField, "ABC1234567", "Le numéro d’avis compte 11 lettres ou chiffres (vous en avez entré 10)"),
    (fields.NoticeNumberField, "ABC1234567/", "Le numéro d’avis ne contient que des lettres et des chiffres"),
    (fields.PostalCodeField, "G1R 5V", "Entrez un code postal comme G1R\u00a05V7"),
    (fields.PhoneField, "", "Entrez un numéro de téléphone"),
    (fields.PhoneField, "555-0123", "Le numéro de téléphone doit compter 10 chiffres"),
    (fields.PhoneField, "118 555-0123", "Vérifiez le numéro de téléphone\u00a0: il contient une erreur"),
    (fields.PhoneField, "418 555-0123 p. 1234567", "Le poste compte de 1 à 6 chiffres"),
    (fields.PersonNameField, "", "Entrez le nom"),
    (fields.PersonNameField, "x" * 61, "Le nom compte 60 caractères au plus"),
    (fields.EmailField, "", "Entrez une adresse de courriel"),
    (fields.EmailField, "nom@exemple", "Entrez une adresse comme nom@exemple.ca"),
    (fields.AmountField, "", "Entrez le montant"),
    (fields.AmountField, "beaucoup", "Entrez un montant comme 45\u00a0321,10"),
]
SECRETS = [fields.NasField, fields.AccessCodeField, fields.EmailCodeField, fields.NoticeNumberField, fields.AmountField]
EVERY_KIND = sorted({kind for kind, *_rest in ACCEPTED}, key=lambda kind: kind.__name__)


@pytest.fixture(autouse=True)
def test_numbers(settings: LazySettings) -> None:
    settings.NAS_ALLOW_TEST_NUMBERS = True


def bound(field: forms.Field, value: str) -> forms.BoundField:
    form = type("OneField", (forms.Form,), {"typed": field})({"typed": value})
    form.full_clean()
    return form["typed"]


@pytest.mark.parametrize(("kind", "typed", "clean"), ACCEPTED)
def test_field_gives_the_stored_form(kind: type[forms.Field], typed: str, clean: object) -> None:
    assert kind().clean(typed) == clean


@pytest.mark.parametrize(("kind", "typed", "message"), REFUSED)
def test_field_says_what_to_do(kind: type[forms.Field], typed: str, message: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        kind().clean(typed)
    assert refusal.value.messages == [message]


@pytest.mark.parametrize("kind", EVERY_KIND)
@pytest.mark.parametrize("typed", ["x" * 10_000, "\x00", "١٢٣٤٥٦٧٨٩", "\ud800"])
def test_hostile_text_is_one_error_and_no_fault_of_ours(kind: type[forms.Field], typed: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        kind().clean(typed)
    assert len(refusal.value.messages) == 1


@pytest.mark.parametrize("kind", EVERY_KIND)
def test_field_left_empty_by_choice_is_empty(kind: type[forms.Field]) -> None:
    assert kind(required=False).clean(" ") == (None if kind is fields.AmountField else "")


@pytest.mark.parametrize("kind", SECRETS)
def test_secret_never_returns_to_the_page(kind: type[forms.Field]) -> None:
    html = bound(kind(), "13579X2468").as_widget()
    assert "13579X2468" not in html
    assert "value" not in html


@pytest.mark.parametrize("kind", [kind for kind in EVERY_KIND if kind not in SECRETS])
def test_what_is_no_secret_stays_on_the_page_as_typed(kind: type[forms.Field]) -> None:
    assert 'value="1X 9-&lt;"' in bound(kind(), "1X 9-<").as_widget()


@pytest.mark.parametrize(
    ("field", "attribute"),
    [
        (fields.NeqField(), 'inputmode="numeric"'),
        (fields.NasField(), 'autocomplete="off"'),
        (fields.EmailCodeField(), 'autocomplete="one-time-code"'),
        (fields.EmailField(), 'autocomplete="email"'),
        (fields.PhoneField(), 'type="tel"'),
        (fields.PhoneField(), 'autocomplete="tel"'),
        (fields.PostalCodeField(), 'autocomplete="postal-code"'),
        (fields.PersonNameField(), 'autocomplete="off"'),
        (fields.PersonNameField(autocomplete="given-name"), 'autocomplete="given-name"'),
    ],
)
def test_input_tells_the_browser_what_it_is(field: forms.Field, attribute: str) -> None:
    html = bound(field, "").as_widget()
    assert attribute in html
    assert 'spellcheck="false"' in html


def test_message_of_a_field_can_be_said_for_its_page() -> None:
    field = fields.AmountField(error_messages={"required": "Entrez le montant de la ligne 199"})
    with pytest.raises(ValidationError, match="ligne 199"):
        field.clean("")


def test_test_nas_is_refused_where_real_people_sign_up(settings: LazySettings) -> None:
    settings.NAS_ALLOW_TEST_NUMBERS = False
    with pytest.raises(ValidationError) as refusal:
        fields.NasField().clean("046 454 286")
    assert refusal.value.code == "prefix"


def test_neq_check_digit_follows_its_setting(settings: LazySettings) -> None:
    settings.NEQ_CHECK_DIGIT = False
    assert fields.NeqField().clean("1190000018") == "1190000018"
