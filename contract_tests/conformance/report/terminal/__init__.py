"""What a person or a CI server reads while a run goes on and after it."""
