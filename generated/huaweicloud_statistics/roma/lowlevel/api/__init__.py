# Written by scripts/generate from openapi/roma.yaml. Edit that.
"""Contains methods for accessing the API"""
