"""The whole course on JupyterHub, on one machine: ``python -m deploy.local start``."""
