"""When an agent is reminded of what is due. Pure."""

from datetime import datetime, timedelta

SATURDAY = 5


def working_day_before(moment: datetime) -> datetime:
    """Give the same hour one working day earlier, in the hours of `moment`; nothing becomes due during a weekend."""
    if moment.weekday() >= SATURDAY:
        days = moment.weekday() - SATURDAY
        moment = (moment - timedelta(days=days)).replace(hour=0, minute=0, second=0, microsecond=0)
    earlier = moment - timedelta(days=1)
    while earlier.weekday() >= SATURDAY:
        earlier -= timedelta(days=1)
    return earlier
