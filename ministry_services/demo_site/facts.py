"""What clicSÉQUR said of a person, in words; and every claim, as it came."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from ministry_services.demo_site.configuration import texts
from ministry_services.demo_site.visits import Visit

HERE = ZoneInfo("America/Toronto")
MONTHS = {
    "fr": [
        "janvier",
        "février",
        "mars",
        "avril",
        "mai",
        "juin",
        "juillet",
        "août",
        "septembre",
        "octobre",
        "novembre",
        "décembre",
    ],
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
}
MOMENTS = {"exp", "iat", "auth_time", "nbf"}

Fact = tuple[str, str]


def facts_of(visit: Visit, *, language: str) -> list[tuple[str, list[Fact]]]:
    """Give three groups: who, in whose name, how surely; an unknown fact is left out."""
    names = texts(language)["facts"]
    groups = [
        ("who", _who(visit, names)),
        ("for_whom", _for_whom(visit, names, language)),
        ("how", _how(visit, names, language)),
    ]
    return [(names[name], [fact for fact in facts if fact[1]]) for name, facts in groups]


def _who(visit: Visit, names: Mapping[str, Any]) -> list[Fact]:
    told = visit.claims | visit.userinfo
    proven = {True: names["proven"], False: names["not_proven"]}.get(told.get("identity_verified", ""), "")
    return [
        (names["name"], str(told.get("name", ""))),
        (names["email"], str(told.get("email", ""))),
        (names["identity"], proven),
        (names["subject"], visit.subject),
    ]


def _for_whom(visit: Visit, names: Mapping[str, Any], language: str) -> list[Fact]:
    details = visit.details
    if not details:
        return [(names["in_the_name_of"], names["oneself"])]
    enterprise = details.get("enterprise", {})
    tasks = details.get("tasks")
    until = str(details.get("until") or "")
    return [
        (names["enterprise"], str(enterprise.get("name", ""))),
        (names["neq"], str(enterprise.get("neq", ""))),
        (names["role"], names["roles"].get(details.get("role", ""), str(details.get("role", "")))),
        (names["procuration"], str(details.get("procuration") or "")),
        (
            names["tasks"],
            names["all_tasks"] if tasks is None else ", ".join(names["task_names"].get(one, one) for one in tasks),
        ),
        (names["until"], day(date.fromisoformat(until), language=language) if until else names["no_end"]),
    ]


def _how(visit: Visit, names: Mapping[str, Any], language: str) -> list[Fact]:
    acr = str(visit.claims.get("acr", ""))
    at = datetime.fromtimestamp(int(visit.claims.get("auth_time", 0)), tz=UTC).astimezone(HERE)
    return [
        (names["assurance"], names["acrs"].get(acr.rpartition(":")[2], acr)),
        (names["methods"], ", ".join(visit.claims.get("amr", []))),
        (names["proven_at"], moment(at, language=language)),
    ]


def day(value: date, *, language: str) -> str:
    month = MONTHS[language][value.month - 1]
    return f"{month} {value.day}, {value.year}" if language == "en" else f"{value.day} {month} {value.year}"


def moment(value: datetime, *, language: str) -> str:
    hour = f"{value:%H:%M}" if language == "en" else f"{value.hour}\u00a0h\u00a0{value:%M}"
    joined = "at" if language == "en" else "à"
    return f"{day(value.date(), language=language)} {joined} {hour}"


def readable(claims: Mapping[str, Any]) -> list[Fact]:
    """Give each claim as it came; a time also says which moment it is."""
    return [(name, _written(name, value)) for name, value in claims.items()]


def _written(name: str, value: Any) -> str:
    if name in MOMENTS and isinstance(value, int):
        return f"{value} ({datetime.fromtimestamp(value, tz=UTC):%Y-%m-%dT%H:%M:%SZ})"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, indent=1)
