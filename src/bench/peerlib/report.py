"""Medians, the table in Markdown, and the picture as SVG."""

from statistics import median
from xml.sax.saxutils import escape


class Row:
    """The figures of one case: GB/s of the least bytes that it must move."""

    def __init__(self, case, read, written, seconds, calls, limits):
        self.case, self.gb = case, (read + written) / 1e9
        self.rates = {name: self.gb / median(times) for name, times in seconds.items()}
        self.call = self.gb / median(calls)
        both = min(read, written)
        least = [(2 * both / copy + (read - both) / load + (written - both) / fill) / 1e9
                 for load, copy, fill in zip(limits["read"], limits["copy"], limits["fill"])]
        self.limit_rate = self.gb / median(least)
        # Pair by pair, so that what slowed both slows neither: a computer that is shared may be
        # twice as fast for some seconds.
        self.share = median(l / f for l, f in zip(least, seconds["Foldcast"]))
        pairs = zip(seconds["NumPy"], calls)
        self.ratio = median(n / f for n, f in pairs)

    def verdict(self):
        marks = []
        if self.case.share:
            marks.append(f"{self.case.share:.0%} {'✓' if self.share >= self.case.share else '✗'}")
        if self.case.ratio:
            marks.append(f"{self.case.ratio}x {'✓' if self.ratio >= self.case.ratio else '✗'}")
        return ", ".join(marks)


def markdown(rows, others):
    head = ["work", "NumPy"] + others + ["Foldcast", "of the limit", "x NumPy, whole calls", "aim"]
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = [row.case.name, digits(row.rates["NumPy"])]
        cells += [digits(row.rates[name]) if name in row.rates else "" for name in others]
        cells += [digits(row.rates["Foldcast"]), f"{row.share:.0%}", digits(row.ratio), row.verdict()]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def digits(value):
    return f"{value:.0f}" if value >= 99.5 else f"{value:.1f}" if value >= 9.95 else f"{value:.2f}"


COLOURS = {"Foldcast": "#2f6fab", "NumPy": "#8a8a8a", "numexpr": "#b9a25a", "PyOpenCL": "#a86a9b",
           "CLBlast": "#7a9a5b", "CuPy": "#b9a25a", "PyTorch": "#c4724a"}


def picture(rows, title):
    """Bars against the limit, which is a line at 100 %."""
    left, width, bar, gap, top = 200, 520, 11, 12, 74
    names = [n for n in COLOURS if any(n in row.rates for row in rows)]
    parts, y = [], top
    for row in rows:
        present = [n for n in names if n in row.rates]
        middle = y + bar * len(present) / 2 + 4
        parts.append(f'<text x="{left - 10}" y="{middle:.0f}" text-anchor="end">'
                     f"{escape(row.case.name)}</text>")
        for name in present:
            length = width * min(1.2, row.rates[name] / row.limit_rate)
            parts.append(f'<rect x="{left}" y="{y}" width="{max(1, length):.1f}" height="{bar - 2}" '
                         f'fill="{COLOURS[name]}"/>')
            parts.append(f'<text class="small" x="{left + length + 4:.1f}" y="{y + bar - 3}">'
                         f"{digits(row.rates[name])}</text>")
            y += bar
        y += gap
    legend, x = [], left
    for name in names:
        legend.append(f'<rect x="{x}" y="44" width="10" height="10" fill="{COLOURS[name]}"/>'
                      f'<text x="{x + 15}" y="53">{name}</text>')
        x += 95
    line = left + width
    height = y + 10
    return f"""<svg xmlns="http://www.w3.org/2000/svg" width="{left + width + 160}" height="{height}"
 font-family="sans-serif" font-size="12" fill="#333">
<style>.small{{font-size:9px}}</style>
<rect width="100%" height="100%" fill="white"/>
<text x="{left}" y="22" font-size="15">{escape(title)}</text>
{''.join(legend)}
<line x1="{line}" y1="62" x2="{line}" y2="{height - 10}" stroke="#c33" stroke-dasharray="4 3"/>
<text x="{line + 4}" y="{top - 14}" fill="#c33">the limit of the memory</text>
{chr(10).join(parts)}
</svg>
"""
