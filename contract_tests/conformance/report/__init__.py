"""Reports on a run: in the terminal and in files."""
