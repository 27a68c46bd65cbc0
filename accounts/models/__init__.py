from accounts.models.agent_device import AgentDevice
from accounts.models.email_change import EmailChange
from accounts.models.email_code import EmailCode
from accounts.models.journal import JournalEntry
from accounts.models.outbox import OutboxMessage
from accounts.models.password_reset import PasswordReset
from accounts.models.secure_message import SecureMessage
from accounts.models.session import Session
from accounts.models.terms import TermsAcceptance, TermsVersion
from accounts.models.throttle import Throttle
from accounts.models.user import AllocatedUserCode, User

__all__ = [
    "AgentDevice",
    "AllocatedUserCode",
    "EmailChange",
    "EmailCode",
    "JournalEntry",
    "OutboxMessage",
    "PasswordReset",
    "SecureMessage",
    "Session",
    "TermsAcceptance",
    "TermsVersion",
    "Throttle",
    "User",
]
