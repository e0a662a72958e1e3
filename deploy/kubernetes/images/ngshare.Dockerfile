# The exchange, with the SQLAlchemy it needs: with a newer one it says that it stored a release, and has not. Never built.
# docker build -f deploy/kubernetes/images/ngshare.Dockerfile -t registry.example.org/partnership/ngshare:0.1.0 .
FROM python:3.11.14-slim-bookworm
COPY deploy/local/ngshare.txt /opt/partnership/
RUN python -m pip install --no-cache-dir -r /opt/partnership/ngshare.txt
ENV TZ=UTC LANG=C.UTF-8
USER 1000
