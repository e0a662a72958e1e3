# The Hub: a newer JupyterHub than the chart's, with what the chart's own settings import. Never built.
# docker build -f deploy/kubernetes/images/hub.Dockerfile -t registry.example.org/partnership/hub:0.1.0 .
FROM python:3.11.14-slim-bookworm
WORKDIR /opt/partnership
COPY constraints.txt deploy/kubernetes/images/hub.txt ./
RUN python -m pip install --no-cache-dir -c constraints.txt -r hub.txt
COPY course course
COPY deploy deploy
ENV PYTHONPATH=/opt/partnership LANG=C.UTF-8
WORKDIR /srv/jupyterhub
USER 1000
