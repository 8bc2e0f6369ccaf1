"""The words all stations share: frozen values that import nothing of ours but errors."""
