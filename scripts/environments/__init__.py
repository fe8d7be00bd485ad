"""What other environments than the usual one are pinned to, and how they are set up."""
