"""Pure numbers: one module per concept, named by its slug, and the foundation several of them share."""
