# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Contains endpoint functions for accessing the API"""
