"""What came of a run: in the terminal and in files."""
