from enterprises.models.activation import ActivationCheck, CallNote
from enterprises.models.enrolment import EnrolmentAnswer, EnrolmentRequest, ServiceEnrolment
from enterprises.models.enterprise import Enterprise, Representative
from enterprises.models.member import Member
from enterprises.models.paper_form import PaperForm
from enterprises.models.procuration import Assignment, Procuration, ProcurationService
from enterprises.models.register import RegisteredEnterprise
from enterprises.models.registration import Registration
from enterprises.models.succession import Succession

__all__ = [
    "ActivationCheck",
    "Assignment",
    "CallNote",
    "EnrolmentAnswer",
    "EnrolmentRequest",
    "Enterprise",
    "Member",
    "PaperForm",
    "Procuration",
    "ProcurationService",
    "RegisteredEnterprise",
    "Registration",
    "Representative",
    "ServiceEnrolment",
    "Succession",
]
