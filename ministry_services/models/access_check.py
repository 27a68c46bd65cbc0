"""How often each application asks whether a person may enter."""

from django.db import models

from ministry_services.models.relying_party import RelyingParty


class AccessCheckWindow(models.Model):
    """The live checks of one application in the minute that runs; one row each, written over."""

    relying_party = models.OneToOneField(RelyingParty, on_delete=models.CASCADE, primary_key=True, related_name="+")
    started_at = models.DateTimeField()
    checks = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"live checks of {self.relying_party_id}"
