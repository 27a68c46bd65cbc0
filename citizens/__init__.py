"""clicSÉQUR – Citoyens: the portal of persons."""
