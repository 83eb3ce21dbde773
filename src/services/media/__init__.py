"""The files that people sent: as they come in, and where they are kept."""
