"""What the journal records of enterprises."""

from django.utils.translation import gettext_lazy as _

from accounts.events import Event

REGISTER_IMPORTED = Event("register.imported", _("Registre importé"), for_person=False, for_firm=False)

REGISTRATION_STARTED = Event("registration.started", _("Inscription commencée"))
REGISTRATION_STEP_SAVED = Event("registration.step_saved", _("Étape de l’inscription enregistrée"))
REGISTRATION_PAUSED = Event("registration.paused", _("Inscription enregistrée pour plus tard"))
REGISTRATION_RESUMED = Event("registration.resumed", _("Inscription reprise"))
REGISTRATION_SUBMITTED = Event("registration.submitted", _("Inscription transmise"))
REGISTRATION_TAKEN = Event("registration.taken", _("Demande prise en charge"), for_firm=False)
REGISTRATION_RELEASED = Event("registration.released", _("Demande rendue à la file"), for_firm=False)
REGISTRATION_CALL_NOTED = Event("registration.call_noted", _("Appel noté"), for_firm=False)
DOCUMENT_ASKED = Event("registration.document_asked", _("Document demandé"))
DOCUMENT_RECEIVED = Event("registration.document_received", _("Document reçu"))
SECRET_MATCHED = Event("activation.secret_matched", _("Secret partagé concordant"), for_firm=False)
SECRET_MISMATCHED = Event("activation.secret_mismatched", _("Secret partagé non concordant"), for_firm=False)
ACTIVATION_FROZEN = Event("activation.frozen", _("Demande gelée après trois échecs"), for_firm=False)
ACTIVATION_UNFROZEN = Event("activation.unfrozen", _("Demande dégelée par un superviseur"), for_firm=False)
ACTIVATION_APPROVED = Event("activation.approved", _("Activation approuvée par un second agent"), for_firm=False)
REGISTRATION_ACTIVATED = Event("registration.activated", _("Code d’utilisateur et mot de passe activés"))
REGISTRATION_REFUSED = Event("registration.refused", _("Inscription refusée"))
REGISTRATION_EXPIRED = Event("registration.expired", _("Inscription expirée"))
REGISTRATION_REMINDED = Event("registration.reminded", _("Rappel d’inscription envoyé"))
ACTIVATION_CONFIRMED_BY_PHONE = Event("activation.confirmed_by_phone", _("Activation confirmée par téléphone"))
DECISION_RESENT = Event("activation.decision_resent", _("Avis de la décision renvoyé"))

LEGACY_ACCOUNT_IMPORTED = Event("legacy.account_imported", _("Compte Clic Revenu repris"))
LEGACY_TERMS_ACCEPTED = Event("legacy.terms_accepted", _("Conditions acceptées pour l’entreprise"))
LEGACY_TERMS_REFUSED = Event("legacy.terms_refused", _("Conditions refusées pour l’entreprise"))
PAPER_FORM_CREATED = Event("paper_form.created", _("Formulaire préparé"))
PAPER_FORM_DOWNLOADED = Event("paper_form.downloaded", _("Formulaire téléchargé"))
PAPER_FORM_POSTING_ASKED = Event("paper_form.posting_asked", _("Envoi postal du formulaire demandé"))
PAPER_FORM_POSTED = Event("paper_form.posted", _("Formulaire envoyé par la poste"))
PAPER_FORM_RECEIVED = Event("paper_form.received", _("Formulaire reçu"))
PAPER_FORM_PROPOSED = Event("paper_form.proposed", _("Traitement du formulaire proposé"), for_firm=False)
PAPER_FORM_PROCESSED = Event("paper_form.processed", _("Formulaire traité"))
PAPER_FORM_REFUSED = Event("paper_form.refused", _("Formulaire refusé"))

ENROLMENT_STARTED = Event("enrolment.started", _("Demande d’inscription aux services commencée"))
ENROLMENT_SUBMITTED = Event("enrolment.submitted", _("Demande d’inscription aux services transmise"))
ENROLMENT_ABANDONED = Event("enrolment.abandoned", _("Demande d’inscription aux services abandonnée"))
ENROLMENT_TAKEN = Event("enrolment.taken", _("Demande d’inscription prise en charge"), for_firm=False)
ENROLMENT_RELEASED = Event("enrolment.released", _("Demande d’inscription rendue à la file"), for_firm=False)
ENROLMENT_ACTIVATED = Event("enrolment.activated", _("Inscription à un service activée"))
ENROLMENT_REFUSED = Event("enrolment.refused", _("Inscription à un service refusée"))
ENROLMENT_WITHDRAWN = Event("enrolment.withdrawn", _("Demande d’inscription retirée"))
ENROLMENT_DEACTIVATED = Event("enrolment.deactivated", _("Inscription à un service désactivée"))
ENROLMENT_REMINDED = Event("enrolment.reminded", _("Rappel d’une demande en retard"), for_firm=False)

ENTERPRISE_STATE_CHANGED = Event("enterprise.state_changed", _("État de l’entreprise changé"))
