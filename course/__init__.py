"""The knowledge of the course: catalogue, texts, models and figures; its lower half runs without Jupyter."""
