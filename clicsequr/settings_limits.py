"""Limits the seed leaves open, each with the value we propose (screens.md, domain.md 8.8; docs/operate.md)."""

from datetime import timedelta

from clicsequr import env

NAS_ALLOW_TEST_NUMBERS = env.flag("NAS_ALLOW_TEST_NUMBERS", default=env.flag("DEMO", default=False))
NEQ_CHECK_DIGIT = env.flag("NEQ_CHECK_DIGIT", default=True)
ENTERPRISE_REGISTER = env.text("ENTERPRISE_REGISTER", "enterprises.register.DatabaseRegister")
CITIZEN_REGISTER = env.text("CITIZEN_REGISTER", "citizens.register.DatabaseRegister")
CITIZEN_SEVERAL_ACCOUNTS = env.flag("CITIZEN_SEVERAL_ACCOUNTS", default=False)  # one account a person (screens.md C-15)
ENTERPRISE_MEMBERS_LIMIT = env.number("ENTERPRISE_MEMBERS_LIMIT", 25_000, minimum=1)
PROCURATION_YEARS = env.number("PROCURATION_YEARS", 5, minimum=2)
REGISTRATION_DRAFT_DAYS = env.number("REGISTRATION_DRAFT_DAYS", 7, minimum=1)
REGISTRATION_REMINDER_DAYS = env.number("REGISTRATION_REMINDER_DAYS", 30, minimum=1)
REGISTRATION_EXPIRY_DAYS = env.number("REGISTRATION_EXPIRY_DAYS", 90, minimum=1)
ACTIVATION_TRIES = env.number("ACTIVATION_TRIES", 3, minimum=1)
ACTIVATION_OVERDUE_DAYS = env.number("ACTIVATION_OVERDUE_DAYS", 5, minimum=1)
DOCUMENT_REMINDER_DAYS = env.number("DOCUMENT_REMINDER_DAYS", 10, minimum=1)  # then an agent asks again
ACTIVATION_NEEDS_SECOND_AGENT = env.flag("ACTIVATION_NEEDS_SECOND_AGENT", default=False)
PAPER_FORM_NEEDS_SECOND_AGENT = env.flag("PAPER_FORM_NEEDS_SECOND_AGENT", default=False)
ENROLMENT_NOTICE_WITHIN = timedelta(hours=24)  # seed: « Dans un délai n’excédant pas 24 heures »
EMAIL_CODE_MINUTES = env.number("EMAIL_CODE_MINUTES", 10, minimum=1)
RSE_SELF_SERVICE_RESET = env.flag("RSE_SELF_SERVICE_RESET", default=True)  # users who are not RSE, too
PROFILE_PARTS = {"C": "citizens.queries.profile.profile_parts"}
# What ends with a session that its owner closes, in the same transaction; each gives the names of services it tells.
SESSION_ENDINGS = ["ministry_services.services.endings.end_session_authorizations"]
EMAIL_CHANGE_WITNESSES = {"E": "enterprises.account_notifications.user_email_changed"}
PORTAL_RECOVERIES = {"E": "enterprises:recover", "C": "citizens:recover"}
# Where the holder of a password link shows more than the mailbox; for a citizen, never the link alone (screens R-03).
PASSWORD_LINK_CONFIRMATIONS = {"C": "citizens:recover-password-confirm"}
PASSWORD_LINK_POLICIES = {"E": "enterprises.queries.sign_in.may_have_password_link"}
SIGN_IN_DENIAL_LASTS = timedelta(days=env.number("SIGN_IN_DENIAL_DAYS", 30, minimum=1))  # the link of a mail (N-09)
OUTBOX_READY_AGE = timedelta(minutes=env.number("OUTBOX_READY_MINUTES", 10, minimum=1))

# --- Citoyens -----------------------------------------------------------------------------------------------
CREATION_DRAFT_DAYS = env.number("CREATION_DRAFT_DAYS", 7, minimum=1)
CODE_LETTER_DAYS = env.number("CODE_LETTER_DAYS", 10, minimum=1)  # from the day the letter is posted
CODE_LETTER_EVERY_DAYS = env.number("CODE_LETTER_EVERY_DAYS", 7, minimum=1)  # no more than one to a mailbox
CODE_LETTER_ARRIVES_DAYS = env.number("CODE_LETTER_ARRIVES_DAYS", 5, minimum=1)  # working days, as the page says
CODE_LETTER_OVERDUE_DAYS = env.number("CODE_LETTER_OVERDUE_DAYS", 2, minimum=1)  # asked for and not yet posted
EMAIL_UNDO_HOURS = env.number("EMAIL_UNDO_HOURS", 48, minimum=1)
CLOSURE_UNDO_DAYS = env.number("CLOSURE_UNDO_DAYS", 30, minimum=1)
ACCESS_CODE_LEAST_AGE = env.number("ACCESS_CODE_LEAST_AGE", 14, minimum=0)  # « Demandez-le! » (screens.md D-01)
