# Two stages: what is needed to build stays in the first.
# Whoever deploys pins the base image to the digest that they have tried: `python:3.11-slim@sha256:…`, in both places.
FROM python:3.11-slim AS build

ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /build

# The lock first: as long as it stays the same, this layer does.
COPY requirements/ requirements/
RUN python -m venv --without-pip /opt/relais \
    && pip --python /opt/relais/bin/python install --no-deps --require-hashes -r requirements/production.txt

# The build tool comes by hash, too: its lines of the development lock.
RUN awk '/^[a-z]/ { wanted = /^(hatchling|packaging|pathspec|pluggy|tomlkit|trove-classifiers)==/ } wanted' \
        requirements/development.txt > build.txt \
    && pip install --no-deps --require-hashes -r build.txt

COPY pyproject.toml README.md LICENSE ./
COPY migrations/ migrations/
COPY src/ src/
RUN pip wheel --no-deps --no-build-isolation --wheel-dir dist . \
    && pip --python /opt/relais/bin/python install --no-deps dist/*.whl \
    && /opt/relais/bin/relais --help > /dev/null


FROM python:3.11-slim

# A named volume that is mounted on one of these folders belongs to us, too.
RUN groupadd --system --gid 10001 relais \
    && useradd --system --uid 10001 --gid relais --home-dir /data --create-home relais \
    && install --directory --owner=relais --group=relais --mode=0700 /data/spool /data/media
COPY --from=build /opt/relais /opt/relais

ENV PATH=/opt/relais/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOST=0.0.0.0 \
    PORT=8080 \
    DATA_DIR=/data

USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8080

# Ready means: a message would be stored and handled. Every role answers.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]

ENTRYPOINT ["relais"]
CMD ["serve"]
