"""What proves a person besides what they know: a security key that Chromium plays, the password asked again."""

from playwright.sync_api import CDPSession

from tests.journeys.sessions import Person
from tests.journeys.walker import Walker


def virtual_authenticator(business: Walker) -> CDPSession:
    """A security key that Chromium plays itself."""
    devtools = business.context.new_cdp_session(business.page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools


def proves_it(business: Walker, person: Person) -> None:
    """X-12, when the sign-in is not recent enough for it."""
    if business.heading() == "Confirmez que c’est vous":
        business.check()
        business.submit_empty()
        business.fill("Mot de passe", person.password)
        business.press("Continuer")
