"""Pure array functions: resizing, placement, filters, matting, colour, compositing."""
