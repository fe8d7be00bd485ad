"""What is asked: requests before they have credentials and an address."""
