"""Organisations: owners, implementers, funders, ministries, standards bodies."""
