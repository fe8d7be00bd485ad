# Written by scripts/generate from openapi/coc.yaml. Edit that.
"""Contains methods for accessing the API"""
