"""The page that explains the API: what there is, and how it is called from six languages."""
