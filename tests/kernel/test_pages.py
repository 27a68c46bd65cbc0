"""Pages: a read cannot write, a write is one transaction, a private page is kept by no cache."""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from accounts.models import JournalEntry, User
from clicsequr.kernel.errors import NotAllowed
from clicsequr.kernel.pages import Page, WriteOnRead, page

pytestmark = pytest.mark.django_db

COUNT = "SELECT count(*) FROM accounts_allocatedusercode"
WRITES = {
    "insert": "INSERT INTO accounts_allocatedusercode (portal, user_code) VALUES ('E', 'X')",
    "update": "UPDATE accounts_allocatedusercode SET user_code = 'Y'",
    "delete": "DELETE FROM accounts_allocatedusercode",
    "truncate": "TRUNCATE accounts_allocatedusercode",
    "lower case": "  delete from accounts_allocatedusercode",
    "write inside WITH": "WITH gone AS (DELETE FROM accounts_allocatedusercode RETURNING id) SELECT count(*) FROM gone",
    "write after a read": "SELECT 1; DELETE FROM accounts_allocatedusercode",
    "merge": "MERGE INTO accounts_allocatedusercode a USING accounts_user u ON false WHEN MATCHED THEN DELETE",
    "copy": "COPY accounts_allocatedusercode FROM STDIN",
    "drop": "DROP TABLE accounts_allocatedusercode",
    "call": "CALL something()",
    "do": "DO $$ BEGIN DELETE FROM accounts_allocatedusercode; END $$",
    "lock of rows": "SELECT * FROM accounts_allocatedusercode FOR UPDATE",
    "lock of keys": "SELECT * FROM accounts_allocatedusercode FOR NO KEY UPDATE",
    "shared lock": "SELECT * FROM accounts_allocatedusercode FOR KEY SHARE",
    "lock of the table": "LOCK TABLE accounts_allocatedusercode",
    "journal on a page that does not journal": 'INSERT INTO "accounts_journalentry" ("action") VALUES (1)',
}


def ask(
    view: Callable[..., HttpResponse],
    method: str = "GET",
    user: object = AnonymousUser(),
) -> HttpResponse:
    request = RequestFactory().generic(method, "/")
    request.user = user
    return view(request)


def run(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


@page()
def renaming_page(request: HttpRequest) -> HttpResponse:
    run("INSERT INTO accounts_allocatedusercode (portal, user_code, allocated_at) VALUES ('E', 'NEW', now())")
    return HttpResponse("done")


def codes() -> int:
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        return cursor.fetchone()[0]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("sql", list(WRITES.values()), ids=list(WRITES))
def test_read_that_writes_or_locks_is_refused_before_the_database_sees_it(method: str, sql: str) -> None:
    run("INSERT INTO accounts_allocatedusercode (portal, user_code, allocated_at) VALUES ('E', 'KEPT', now())")
    view = page()(lambda request: run(sql) or HttpResponse())
    with pytest.raises(WriteOnRead):
        ask(view, method)
    assert codes() == 1


def test_read_that_writes_through_a_model_writes_nothing() -> None:
    with pytest.raises(WriteOnRead) as fault:
        ask(renaming_page)
    assert codes() == 0
    assert "NEW" not in str(fault.value)


def test_same_page_writes_when_it_is_posted() -> None:
    assert ask(renaming_page, "POST").content == b"done"
    assert codes() == 1


def test_reads_savepoints_and_counts_pass() -> None:
    @page()
    def reading_page(request: HttpRequest) -> HttpResponse:
        with transaction.atomic(), transaction.atomic():
            seen = User.objects.filter(Exists(JournalEntry.objects.filter(actor_id=OuterRef("user_code")))).count()
        both = list(User.objects.values("pk").union(User.objects.filter(portal="E").values("pk")))
        named = [row.update for row in User.objects.raw('SELECT id, 1 AS "update" FROM accounts_user')]
        return HttpResponse(f"{seen} {both} {named}")

    assert ask(reading_page).content == b"0 [] []"


def test_reading_an_expired_entry_of_the_cache_passes() -> None:
    cache.set("kept", "1", timeout=-1)
    cache.set("fresh", "2")
    view = page()(lambda request: HttpResponse(f"{cache.get('kept')} {cache.get('fresh')}"))
    assert ask(view).content == b"None 2"


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_page_of_a_file_may_add_to_the_journal_and_do_nothing_else(method: str) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        JournalEntry.objects.create(action="file.seen", actor_label="A", subject_type="file", subject_id="1")
        return HttpResponse()

    with pytest.raises(WriteOnRead), transaction.atomic():
        ask(page()(view), method)
    assert JournalEntry.objects.count() == 0
    ask(page(journals=True)(view), method)
    assert JournalEntry.objects.count() == 1
    for change in (JournalEntry.objects.all().delete, lambda: JournalEntry.objects.update(action="x")):
        with pytest.raises(WriteOnRead), transaction.atomic():
            ask(page(journals=True)(lambda request, change=change: change()), method)
    with pytest.raises(WriteOnRead), transaction.atomic():
        ask(page(journals=True)(renaming_page.__wrapped__), method)
    assert (JournalEntry.objects.count(), codes()) == (1, 0)


def test_guard_ends_with_the_page() -> None:
    with pytest.raises(WriteOnRead):
        ask(renaming_page)
    renaming_page.__wrapped__(None)
    assert codes() == 1


@pytest.mark.parametrize("error", [NotAllowed("member.revoke_forbidden"), ZeroDivisionError()])
def test_any_error_that_escapes_a_post_undoes_all_of_it(error: Exception) -> None:
    @page()
    def failing_page(request: HttpRequest) -> HttpResponse:
        renaming_page.__wrapped__(request)
        raise error

    with pytest.raises(type(error)):
        ask(failing_page, "POST")
    assert codes() == 0


@pytest.mark.parametrize(
    ("options", "method", "allow"),
    [
        ({}, "PUT", "GET, HEAD, POST"),
        ({}, "OPTIONS", "GET, HEAD, POST"),
        ({"writes": ()}, "POST", "GET, HEAD"),
        ({"reads": ()}, "GET", "POST"),
        ({"reads": ()}, "HEAD", "POST"),
    ],
)
def test_method_that_a_page_does_not_declare_is_refused(options: dict[str, tuple], method: str, allow: str) -> None:
    answer = ask(page(**options)(lambda request: run(WRITES["delete"])), method)
    assert (answer.status_code, answer["Allow"]) == (405, allow)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_page_of_a_person_is_kept_by_no_cache(method: str) -> None:
    view = page()(lambda request: HttpResponse(headers={"Cache-Control": "public, max-age=60"}))
    assert ask(view, method, User(user_code="KLTR4829"))["Cache-Control"] == "no-store"
    assert ask(view, method)["Cache-Control"] == "public, max-age=60"


def test_page_that_signs_in_or_out_is_kept_by_no_cache() -> None:
    def becomes(user: object) -> Callable[[HttpRequest], HttpResponse]:
        return page()(lambda request: setattr(request, "user", user) or HttpResponse())

    assert ask(becomes(User()), "POST")["Cache-Control"] == "no-store"
    assert ask(becomes(AnonymousUser()), "POST", User())["Cache-Control"] == "no-store"


def test_view_carries_what_it_declares_and_keeps_its_name() -> None:
    declared = page(reads=["GET"], writes=[], journals=True, audience="rse")(renaming_page.__wrapped__)
    assert declared.page == Page(reads=("GET",), writes=(), journals=True, audience="rse")
    assert declared.__name__ == "renaming_page"


@page(reads=(), writes=("GET", "POST"), atomic=False)
def refusing_page(request: HttpRequest) -> HttpResponse:
    run("INSERT INTO accounts_allocatedusercode (portal, user_code, allocated_at) VALUES ('E', 'NEW', now())")
    return HttpResponse(status=401 if connection.in_atomic_block else 403)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_page_whose_services_commit_by_themselves_opens_no_transaction(method: str) -> None:
    assert ask(refusing_page, method).status_code == 403
    with connection.cursor() as cursor:
        cursor.execute(COUNT)
        assert cursor.fetchone() == (1,)
