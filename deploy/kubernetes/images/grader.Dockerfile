# An instructor's server: the course as a clone has it, solutions included, and bubblewrap for the sandbox. Never built.
# docker build -f deploy/kubernetes/images/grader.Dockerfile -t registry.example.org/partnership/grader:0.1.0 .
FROM python:3.11.14-slim-bookworm
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/partnership
COPY pyproject.toml README.md LICENSE constraints.txt nbgrader_config.py ./
COPY course course
COPY widgets widgets
COPY notebooks notebooks
COPY exercises exercises
COPY solutions solutions
RUN python -m pip install --no-cache-dir -c constraints.txt -e '.[grading,hub]'
COPY deploy deploy
ENV PYTHONPATH=/opt/partnership LANG=C.UTF-8
USER 1000
