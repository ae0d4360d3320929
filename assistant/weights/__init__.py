"""Model weights: the manifest, fetching, checking, finding."""
