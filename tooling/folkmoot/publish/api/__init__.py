"""The records as open data: JSON documents with their schemas, tables for spreadsheets, and a page that explains every field."""
