"""Rows as the pages of an enrolment show them: services with their boxes, answers in words."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

from enterprises.answers import answer_shown
from enterprises.models import EnrolmentRequest
from enterprises.queries.enrolments import ServiceRow, questions_of
from ministry_services.models import OnlineService


@dataclass(frozen=True)
class BoxedLine:
    """A service of the table; `box_id` is empty where it may not be asked for, and the first is what errors link to."""

    line: ServiceRow
    box_id: str
    is_ticked: bool


def boxed_lines(rows: list[ServiceRow], *, ticked: Collection[str]) -> list[BoxedLine]:
    askable = [row.service.pk for row in rows if row.may_ask]
    return [
        BoxedLine(
            row,
            f"id_services_{askable.index(row.service.pk)}" if row.may_ask else "",
            row.service.slug in ticked,
        )
        for row in rows
    ]


@dataclass(frozen=True)
class ServiceSummary:
    service: OnlineService
    rows: list[dict[str, Any]]


def summary_of(draft: EnrolmentRequest) -> list[ServiceSummary]:
    """Give each service of a draft with its answers in words (two queries)."""
    services = list(draft.services.order_by("order", "slug"))
    asked = list(questions_of(services))
    change_url = reverse("enterprises:enrolment-questions", args=[draft.pk])
    return [
        ServiceSummary(
            service,
            [
                {
                    "key": question.label,
                    "value": answer_shown(question, draft.answers.get(str(question.pk), "")),
                    "change_url": f"{change_url}#id_question_{question.pk}",
                }
                for question in asked
                if question.service_id == service.pk
            ],
        )
        for service in services
    ]
