# Redis, RabbitMQ and Postgres with hll, as Debian 12 packages them: the very versions that scripts/up runs and every test runs
# on. Never built: no container engine runs where this is developed. compose.yaml builds it.
FROM debian:12-slim
LABEL org.opencontainers.image.title="clickway-servers" \
      org.opencontainers.image.licenses="Apache-2.0"
SHELL ["/bin/bash", "-o", "pipefail", "-c"]
RUN printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d \
    && chmod 0755 /usr/sbin/policy-rc.d \
    && apt-get update \
    && apt-get install -y --no-install-recommends jq postgresql-15 postgresql-15-hll rabbitmq-server redis-server util-linux \
    && rm -rf /var/lib/apt/lists/*
COPY --chmod=0555 compose/inside /opt/clickway/scripts/compose/inside
COPY lib /opt/clickway/scripts/lib
# Whom compose.yaml runs it as needs a name: initdb refuses a number alone.
ARG OWNER_UID=10001
ARG OWNER_GID=10001
RUN groupadd --non-unique --gid "$OWNER_GID" clickway \
    && useradd --non-unique --uid "$OWNER_UID" --gid "$OWNER_GID" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin clickway
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=10s --start-period=30s --retries=5 CMD ["/bin/bash", "-c", "/opt/clickway/scripts/compose/inside healthy \"$CLICKWAY_SERVER\""]
ENTRYPOINT ["/opt/clickway/scripts/compose/inside"]
