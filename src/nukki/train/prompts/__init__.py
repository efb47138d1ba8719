"""Networks that take clicks: what is meant in a picture, who clicks, and the channels they see.

Interactive segmentation as in Sofiiuk, Petrov and Konushin, Reviving Iterative Training with Mask
Guidance for Interactive Segmentation, 2022 (RITM).
"""
