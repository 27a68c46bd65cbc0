"""One table of moves for each thing of an enterprise that has a life (architecture.md §4)."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

from clicsequr.kernel.states import Moves


class EnterpriseState(TextChoices):
    PENDING = "pending", _("En attente d’activation")
    ACTIVE = "active", _("Active")
    SUSPENDED = "suspended", _("Suspendue")
    INACTIVE = "inactive", _("Inactive")  # struck off or merged at the register


ENTERPRISE_MOVES = Moves(
    {
        EnterpriseState.PENDING: {EnterpriseState.ACTIVE, EnterpriseState.INACTIVE},
        EnterpriseState.ACTIVE: {EnterpriseState.SUSPENDED, EnterpriseState.INACTIVE},
        EnterpriseState.SUSPENDED: {EnterpriseState.ACTIVE, EnterpriseState.INACTIVE},
        EnterpriseState.INACTIVE: {EnterpriseState.ACTIVE},
    }
)


class RegistrationState(TextChoices):
    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Reçue")
    ACTIVATED = "activated", _("Activée")
    REFUSED = "refused", _("Refusée")
    EXPIRED = "expired", _("Expirée")


REGISTRATION_MOVES = Moves(
    {
        RegistrationState.DRAFT: {RegistrationState.SUBMITTED, RegistrationState.EXPIRED},
        RegistrationState.SUBMITTED: {
            RegistrationState.ACTIVATED,
            RegistrationState.REFUSED,
            RegistrationState.EXPIRED,
        },
        RegistrationState.ACTIVATED: set(),
        RegistrationState.REFUSED: set(),
        RegistrationState.EXPIRED: set(),
    }
)


class MemberRole(TextChoices):
    RSE = "rse", _("Responsable des services électroniques")
    USER = "user", _("Utilisateur")


class MemberState(TextChoices):
    CREATED = "created", _("Créé")
    ACTIVE = "active", _("Actif")
    SUSPENDED = "suspended", _("Suspendu")
    REVOKED = "revoked", _("Révoqué")


MEMBER_MOVES = Moves(
    {
        MemberState.CREATED: {MemberState.ACTIVE, MemberState.SUSPENDED, MemberState.REVOKED},
        MemberState.ACTIVE: {MemberState.SUSPENDED, MemberState.REVOKED},
        # Back to « créé » whoever never signed in.
        MemberState.SUSPENDED: {MemberState.ACTIVE, MemberState.CREATED, MemberState.REVOKED},
        MemberState.REVOKED: set(),
    }
)


class MemberStateReason(TextChoices):
    """Why an RSE suspends or revokes (screens.md U-05, U-07)."""

    ABSENCE = "absence", _("Absence temporaire")
    DEPARTURE = "departure", _("Départ de l’entreprise")
    DUTIES = "duties", _("Changement de fonctions")
    SECURITY = "security", _("Raison de sécurité")
    OTHER = "other", _("Autre raison")


class EnrolmentRequestState(TextChoices):
    DRAFT = "draft", _("Brouillon")
    SUBMITTED = "submitted", _("Transmise")
    ABANDONED = "abandoned", _("Abandonnée")


ENROLMENT_REQUEST_MOVES = Moves(
    {
        EnrolmentRequestState.DRAFT: {EnrolmentRequestState.SUBMITTED, EnrolmentRequestState.ABANDONED},
        EnrolmentRequestState.SUBMITTED: set(),
        EnrolmentRequestState.ABANDONED: set(),
    }
)


class EnrolmentState(TextChoices):
    IN_PROGRESS = "in_progress", _("En traitement")
    ACTIVE = "active", _("Actif")
    REFUSED = "refused", _("Refusé")
    WITHDRAWN = "withdrawn", _("Retiré")
    DEACTIVATED = "deactivated", _("Désactivé")


ENROLMENT_MOVES = Moves(
    {
        EnrolmentState.IN_PROGRESS: {EnrolmentState.ACTIVE, EnrolmentState.REFUSED, EnrolmentState.WITHDRAWN},
        EnrolmentState.ACTIVE: {EnrolmentState.DEACTIVATED},
        EnrolmentState.REFUSED: set(),
        EnrolmentState.WITHDRAWN: set(),
        EnrolmentState.DEACTIVATED: set(),
    }
)


class ProcurationState(TextChoices):
    """What people did of it; that a day has come or passed is no state (rules/procurations.py)."""

    OFFERED = "offered", _("En attente d’acceptation")
    GRANTED = "granted", _("Accordée")
    DECLINED = "declined", _("Déclinée")
    REVOKED = "revoked", _("Révoquée")


PROCURATION_MOVES = Moves(
    {
        ProcurationState.OFFERED: {ProcurationState.GRANTED, ProcurationState.DECLINED, ProcurationState.REVOKED},
        ProcurationState.GRANTED: {ProcurationState.REVOKED},
        ProcurationState.DECLINED: set(),
        ProcurationState.REVOKED: set(),
    }
)


class AssignmentState(TextChoices):
    GRANTED = "granted", _("Accordée")
    REVOKED = "revoked", _("Révoquée")


ASSIGNMENT_MOVES = Moves({AssignmentState.GRANTED: {AssignmentState.REVOKED}, AssignmentState.REVOKED: set()})


class RevocationReason(TextChoices):
    """What ended an assignment."""

    ALONE = "alone", _("Assignation révoquée")
    PROCURATION = "procuration", _("Procuration révoquée")
    MEMBER = "member", _("Dossier de l’utilisateur révoqué")


class PaperFormKind(TextChoices):
    LEW4 = "lew4", _("Formulaire LEW-4")
    DESIGNATION = "designation", _("Désignation d’un responsable par mandat")
    SUCCESSION = "succession", _("Désignation d’un nouveau responsable")


class SuccessionReason(TextChoices):
    """Why the representative names another RSE through agents (screens.md §17, « Last RSE gone »)."""

    DEPARTURE = "departure", _("Départ du responsable")
    DEATH = "death", _("Décès du responsable")
    DISPUTE = "dispute", _("Désaccord entre l’entreprise et le responsable")
    REVOKED_BY_RQ = "revoked_by_rq", _("Accès du responsable révoqué par Revenu Québec")
    OTHER = "other", _("Autre raison")


class FormerRses(TextChoices):
    """What becomes of the RSEs of before: the one way in which an RSE is revoked."""

    KEPT = "kept", _("Garder leur accès")
    SUSPENDED = "suspended", _("Suspendre leur dossier")
    REVOKED = "revoked", _("Révoquer leur dossier pour toujours")


class PaperFormState(TextChoices):
    TO_SEND = "to_send", _("À transmettre")
    RECEIVED = "received", _("Reçu")
    PROCESSED = "processed", _("Traité")
    REFUSED = "refused", _("Refusé")


PAPER_FORM_MOVES = Moves(
    {
        PaperFormState.TO_SEND: {PaperFormState.RECEIVED},
        PaperFormState.RECEIVED: {PaperFormState.PROCESSED, PaperFormState.REFUSED},
        PaperFormState.REFUSED: {PaperFormState.RECEIVED},
        PaperFormState.PROCESSED: set(),
    }
)


class PaperFormRefusal(TextChoices):
    """Why a signed paper is refused, as the enterprise and the agent read it (screens.md L-03)."""

    UNSIGNED = "unsigned", _("La signature du représentant autorisé manque.")
    WRONG_SIGNATORY = "wrong_signatory", _("La personne qui a signé n’est pas le représentant autorisé.")
    ILLEGIBLE = "illegible", _("Le document reçu est illisible.")
    OTHER_ENTERPRISE = "other_enterprise", _("Le document reçu concerne une autre entreprise.")


class SecretKind(TextChoices):
    """Kinds of shared secret (seed, step 2: « deux secrets partagés (par exemple…) »)."""

    QST_PAYMENTS = "qst_payments", _("Les deux derniers montants versés pour le paiement de la TVQ")
    ACCESS_CODE = "access_code", _("Le code d’accès à six chiffres associé à la déclaration de revenus")
    INVITATION_NUMBER = "invitation_number", _("Le numéro d’invitation fourni par Revenu Québec")
    SOURCE_DEDUCTION = "source_deduction", _("Le dernier versement de retenues à la source")
    NOTICE_NUMBER = "notice_number", _("Le numéro du dernier avis de cotisation")


class DocumentKind(TextChoices):
    """What an agent may ask of an applicant before deciding (screens.md A-03)."""

    FUNCTION = "function", _("Un document qui établit la fonction du représentant autorisé")
    MANDATE = "mandate", _("La résolution ou la procuration qui donne le mandat au représentant")
    NAME_CHANGE = "name_change", _("Un document qui établit le nom ou l’adresse actuels de l’entreprise")
    MERGER = "merger", _("L’acte de fusion, de vente ou de succession")
    OTHER = "other", _("Un autre document, décrit ci-dessous")
