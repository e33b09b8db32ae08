# syntax=docker/dockerfile:1
# One image for every process of a cluster: `bareme serve --role api` or `--role worker`. Run `make web` first, for the app.
# The base is named by version; pin it by digest where you build (docs/operations.md).
ARG PYTHON=3.13-slim-bookworm

FROM python:${PYTHON} AS build
RUN pip install --no-cache-dir uv==0.13.9
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /build
COPY pyproject.toml uv.lock README.md LICENSE hatch_build.py ./
# The packages first: they change less often than the source.
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --extra cluster --no-install-project
COPY src ./src
# With what the image consists of, as CycloneDX.
RUN --mount=type=cache,target=/root/.cache/uv uv sync --frozen --no-dev --extra cluster --no-editable && \
    uv export --frozen --no-dev --extra cluster --format cyclonedx1.5 --output-file /build/sbom.json >/dev/null

FROM python:${PYTHON}
RUN useradd --system --uid 10001 --home-dir /home/bareme --create-home bareme
COPY --from=build /build/.venv /build/.venv
COPY --from=build /build/sbom.json /usr/share/bareme/sbom.json
ENV PATH=/build/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    BAREME_HOME=/tmp/bareme BAREME_STORAGE=cluster BAREME_LOG_FORMAT=json
USER 10001
EXPOSE 8000
# `/health` asks nothing of other services: a database that is away for a moment is no reason to restart.
HEALTHCHECK --interval=10s --timeout=5s --start-period=90s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=4)"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["bareme", "serve", "--host", "0.0.0.0", "--port", "8000"]
