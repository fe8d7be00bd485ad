"""What share of contracts passes every stage: lint, generate, mypy, client, check, docs."""
