# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""Contains endpoint functions for accessing the API"""
