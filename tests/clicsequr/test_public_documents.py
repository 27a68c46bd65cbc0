"""Documents for everybody are answered from memory for seconds; anything else, and anything odd, is not."""

from typing import Any

import pytest

from clicsequr.public_documents import KEPT_FOR, MOST_KEPT, PublicDocuments

PATH = "/openid/keys"


class Site:
    """An application that counts how often it is asked."""

    def __init__(self, status: str = "200 OK") -> None:
        self.status, self.asked, self.closed = status, 0, 0

    def __call__(self, environ: Any, start_response: Any) -> "Site":
        self.asked += 1
        start_response(self.status, [("ETag", '"x"')])
        return self

    def __iter__(self) -> Any:
        return iter([b"answer ", str(self.asked).encode()])

    def close(self) -> None:
        self.closed += 1


def ask(documents: PublicDocuments, **environ: str) -> tuple[str, Any, bytes]:
    told: list[Any] = []
    plain = {"PATH_INFO": PATH, "REQUEST_METHOD": "GET", "wsgi.url_scheme": "https", "HTTP_HOST": "a.example"}
    body = documents(plain | environ, lambda status, headers: told.extend([status, headers]))
    return told[0], told[1], b"".join(body)


def test_a_document_is_asked_of_the_application_once_in_a_few_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = [100.0]
    monkeypatch.setattr("time.monotonic", lambda: clock[0])
    site = Site()
    documents = PublicDocuments(site, paths=[PATH])
    first = ask(documents)
    assert first == ("200 OK", [("ETag", '"x"')], b"answer 1")
    assert ask(documents) == first
    clock[0] += KEPT_FOR
    assert ask(documents)[2] == b"answer 2"
    assert (site.asked, site.closed) == (2, 2)


@pytest.mark.parametrize(
    "environ",
    [
        {"PATH_INFO": "/fr/"},
        {"REQUEST_METHOD": "HEAD"},
        {"REQUEST_METHOD": "POST"},
        {"QUERY_STRING": "x=1"},
        {"HTTP_IF_NONE_MATCH": '"x"'},
        {"CONTENT_LENGTH": "1"},
        {"HTTP_TRANSFER_ENCODING": "chunked"},
    ],
)
def test_another_request_is_the_applications(environ: dict[str, str]) -> None:
    site = Site()
    documents = PublicDocuments(site, paths=[PATH])
    ask(documents)
    assert [ask(documents, **environ)[2] for _each in range(2)] == [b"answer 2", b"answer 3"]


def test_each_host_and_scheme_has_its_own_answer() -> None:
    documents = PublicDocuments(Site(), paths=[PATH])
    answers = [
        ask(documents, **environ)[2]
        for environ in ({}, {"HTTP_HOST": "b.example"}, {"wsgi.url_scheme": "http"}, {"HTTP_X_FORWARDED_PROTO": "http"})
    ]
    assert answers == [b"answer 1", b"answer 2", b"answer 3", b"answer 4"]


@pytest.mark.parametrize("status", ["503 Service Unavailable", "301 Moved Permanently", "400 Bad Request"])
def test_a_refusal_is_not_kept(status: str) -> None:
    documents = PublicDocuments(Site(status), paths=[PATH])
    assert [ask(documents)[2] for _each in range(2)] == [b"answer 1", b"answer 2"]


def test_what_callers_write_does_not_fill_the_memory() -> None:
    documents = PublicDocuments(Site(), paths=[PATH])
    for number in range(3 * MOST_KEPT):
        ask(documents, HTTP_X_FORWARDED_PROTO=str(number))
    assert len(documents.kept) <= MOST_KEPT
