"""What a probe asks: is the process alive, may it get traffic."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpResponse, JsonResponse

# A ministry's own server that does not answer delays its notices; that is no reason to take our pages away.
TO_MINISTRIES = "ministry_services.logout_notifications.session_over"


def live() -> HttpResponse:
    return JsonResponse({"status": "ok"})


def ready() -> HttpResponse:
    """Answer 200 when the database answers and no outbox row is older than the limit; say which part is wrong.

    A stopped Redis only delays mail: it is reported as degraded, and the old outbox row tells when it lasts. A notice
    that waits for a ministry's server is told by its age alone.
    """
    parts = {"database": "ok", "redis": "ok", "outbox": "ok"}
    oldest, oldest_notice = None, None
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT extract(epoch FROM now() - min(created_at) FILTER (WHERE handler <> %s)),"
                " extract(epoch FROM now() - min(created_at) FILTER (WHERE handler = %s)) FROM accounts_outboxmessage"
                " WHERE done_at IS NULL AND abandoned_at IS NULL AND (attempts > 0 OR due_at <= now())",
                [TO_MINISTRIES, TO_MINISTRIES],
            )
            oldest, oldest_notice = cursor.fetchone()
    except DatabaseError:
        parts["database"] = parts["outbox"] = "down"
    if oldest and float(oldest) > settings.OUTBOX_READY_AGE.total_seconds():
        parts["outbox"] = "late"
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=1, socket_connect_timeout=1).ping()
    except redis.RedisError:
        parts["redis"] = "down"
    is_ready = parts["database"] == "ok" and parts["outbox"] == "ok"
    body = {"status": "ok" if is_ready else "unavailable", **parts, "outbox_oldest_seconds": int(oldest or 0)}
    body["sign_out_notices_oldest_seconds"] = int(oldest_notice or 0)
    return JsonResponse(body, status=200 if is_ready else 503)
