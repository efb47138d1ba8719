"""What a run learnt and how good it is: numbers kept, parted, put in words and on a page.

Nothing here needs PyTorch: a report is made from what a run wrote down.
"""
