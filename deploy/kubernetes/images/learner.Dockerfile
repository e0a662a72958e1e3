# A learner's server: the course as its wheel, in which there are no solutions. Never built.
# docker build -f deploy/kubernetes/images/learner.Dockerfile -t registry.example.org/partnership/learner:0.1.0 .
FROM python:3.11.14-slim-bookworm AS wheel
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY course course
COPY widgets widgets
COPY notebooks notebooks
COPY exercises exercises
RUN python -m pip wheel --no-cache-dir --no-deps --wheel-dir /wheel .

FROM python:3.11.14-slim-bookworm
COPY constraints.txt /opt/partnership/
COPY --from=wheel /wheel /wheel
RUN python -m pip install --no-cache-dir -c /opt/partnership/constraints.txt "$(ls /wheel/*.whl)[grading,hub]" \
    && rm -r /wheel
COPY deploy /opt/partnership/deploy
ENV PYTHONPATH=/opt/partnership LANG=C.UTF-8
USER 1000
