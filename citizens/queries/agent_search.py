"""What an agent finds of persons by an exact code or reference; nothing is listed, nothing is close (A-11)."""

from accounts.models import User
from accounts.states import Portal
from citizens.models import AccountCreation, CodeLetter
from citizens.queries.letters import letter_files


def find_citizen_file(typed: str) -> User | AccountCreation | CodeLetter | None:
    """Find by exact user code, reference of a creation or number of a letter; each lookup has its unique index.

    A creation that ended is found as the account it made. A person's number finds nothing, and is asked nowhere.
    """
    code = "".join(typed.split()).upper()
    letter = letter_files().filter(number=code).first()
    if letter is not None:
        return letter
    creation = AccountCreation.objects.select_related("user").filter(reference=code).first()
    if creation is not None:
        return creation.user or creation
    return User.objects.filter(username=f"{Portal.CITIZENS}:{code}").first()
