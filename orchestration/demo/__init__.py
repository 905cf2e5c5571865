"""The demo company: Fernhill Instruments, which makes weather sensors and does not exist.

`generate` writes half a year of it (files dropped into landing/, the vendors' tables that the
loopback servers speak from, and the truth); `generate_bench` writes a year of any size.
"""

from orchestration.demo.generator import (
    CLOCK,
    WINDOW_END,
    WINDOW_START,
    Generated,
    generate,
    generate_bench,
)

__all__ = ["CLOCK", "WINDOW_END", "WINDOW_START", "Generated", "generate", "generate_bench"]
