"""Array functions of techniques that need no network, round OpenCV's and scikit-image's own."""
