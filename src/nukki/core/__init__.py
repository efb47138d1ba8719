"""The words every room speaks: values, options, model specs, errors, registry."""
