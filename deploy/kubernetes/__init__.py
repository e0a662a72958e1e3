"""The course on Kubernetes: images, settings and manifests; README.md says what of it was never run."""
