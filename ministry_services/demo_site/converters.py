"""The parts of an address: a language, a service by its path, an application by its code."""

from ministry_services.demo_site.configuration import (
    LANGUAGES,
    Application,
    Service,
    applications,
    service_at,
    services,
)


class LanguageConverter:
    regex = "|".join(LANGUAGES)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class ServiceConverter:
    regex = "|".join(service.path for service in services())

    def to_python(self, value: str) -> Service:
        service = service_at(value)
        if service is None:
            raise ValueError
        return service

    def to_url(self, value: Service) -> str:
        return value.path


class ApplicationConverter:
    regex = "|".join(applications())

    def to_python(self, value: str) -> Application:
        return applications()[value]

    def to_url(self, value: Application) -> str:
        return value.code
