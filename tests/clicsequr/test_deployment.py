"""The files an operator starts from: no default secret, every service watched, only what runs in the image."""

import re

import pytest

from clicsequr.embedded.lease import PROJECT

COMPOSE = (PROJECT / "docker-compose.yml").read_text(encoding="utf-8")
EXAMPLE = (PROJECT / ".env.example").read_text(encoding="utf-8")
SECRETS = {
    "SECRET_KEY",
    "SEALING_KEYS",
    "INDEX_KEYS",
    "DATABASE_OWNER_PASSWORD",
    "DATABASE_APP_PASSWORD",
    "REDIS_PASSWORD",
}


def asked_of_the_operator() -> set[str]:
    return set(re.findall(r"\$\{(\w+):\?", COMPOSE))


@pytest.mark.parametrize("secret", sorted(SECRETS))
def test_each_secret_stops_the_start_when_missing(secret: str) -> None:
    uses = re.findall(rf"\$\{{{secret}\b([^}}]*)\}}", COMPOSE)
    assert uses
    assert all(use.startswith(":?") for use in uses)


def test_the_example_names_all_that_is_asked_and_gives_no_value() -> None:
    lines = [line for line in EXAMPLE.splitlines() if line and not line.startswith("#")]
    named = {line.partition("=")[0] for line in lines}
    assert asked_of_the_operator() <= named
    assert [line for line in lines if line.partition("=")[2]] == []


def test_every_service_has_a_health_check_and_the_upgrade_runs_once() -> None:
    services = dict(re.findall(r"^  (\w+):\n((?:    .*\n|\n|  #.*\n)+)", COMPOSE.partition("\nservices:\n")[2], re.M))
    assert set(services) == {"postgres", "redis", "upgrade", "web", "worker", "beat"}
    from_image = {"web"}
    assert {name for name, body in services.items() if "healthcheck:" not in body} == from_image
    assert 'restart: "no"' in services["upgrade"]
    assert "HEALTHCHECK" in (PROJECT / "Dockerfile").read_text(encoding="utf-8")


def test_only_the_upgrade_holds_the_address_of_the_owner() -> None:
    assert COMPOSE.count("DATABASE_OWNER_URL") == 1


def test_the_image_does_not_run_as_root_and_receives_no_local_file() -> None:
    dockerfile = (PROJECT / "Dockerfile").read_text(encoding="utf-8")
    assert dockerfile.rindex("USER clicsequr") < dockerfile.rindex("CMD [")
    assert {"var", ".env", ".git", "tests"} <= set((PROJECT / ".dockerignore").read_text(encoding="utf-8").splitlines())
