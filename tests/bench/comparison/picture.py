# SPDX-License-Identifier: MIT
"""Raw results as a chart: words per second at one width, a panel for each task and number of threads."""
from xml.sax.saxutils import escape

from comparison.tables import TITLES, best, measured, rounded, values_of

COLOURS = {"hmt": "#1f5fa8", "torch_loops": "#f2c6a0", "torch_compiled": "#e6a36a", "torch_lstm": "#cf7632",
           "onednn": "#5c9a73", "onnxruntime": "#8a76b5"}
PANEL_WIDTH, PANEL_HEIGHT, PLOT_HEIGHT, LEFT, GAP = 540, 300, 210, 66, 20


def round_top(value):
    """The next of 1, 1.5, 2, 3, 4, 5, 6, 8 times a power of ten."""
    power = 1
    while power * 10 <= value:
        power *= 10
    return next(power * step for step in (1, 1.5, 2, 3, 4, 5, 6, 8, 10) if power * step >= value)


def text(x, y, content, kind=""):
    shape = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}"{shape}>{escape(str(content))}</text>'


def panel(record, task, threads, width, x, y):
    """Bars grouped by batch. The height of the plot is the same for all; the scale is the panel's own."""
    keys, batches = measured(record, task, width), values_of(record, "batch")
    cells = {(key, batch): found[0] for key in keys for batch in batches
             if (found := best(record, key, task, threads, width, batch))}
    if not cells:
        return []
    top, base = round_top(max(cells.values())), y + 40 + PLOT_HEIGHT
    plot = PANEL_WIDTH - LEFT - GAP
    parts = [text(x + LEFT, y + 22, f"{TITLES[task]}, {threads} thread{'s' if threads > 1 else ''}", "title")]
    for tick in range(6):
        height = base - PLOT_HEIGHT * tick / 5
        parts += [f'<path class="grid" d="M{x + LEFT} {height:.1f} H{x + LEFT + plot}"/>',
                  text(x + LEFT - 8, height + 4, f"{top * tick / 5:,.0f}", "scale")]
    group = plot / len(batches)
    bar = min(32.0, group * 0.86 / len(keys))
    for number, batch in enumerate(batches):
        middle = x + LEFT + group * (number + 0.5)
        parts.append(text(middle, base + 20, f"{batch} sentence{'s' if batch > 1 else ''}", "group"))
        for place, key in enumerate(keys):
            if (key, batch) not in cells:
                continue
            value = cells[key, batch]
            height = PLOT_HEIGHT * value / top
            left = middle + (place - len(keys) / 2) * bar
            parts.append(f'<rect x="{left:.1f}" y="{base - height:.1f}" width="{bar - 2:.1f}" height="{height:.1f}" '
                         f'fill="{COLOURS[key]}"><title>{escape(record["contestants"][key])}, batch {batch}: '
                         f'{rounded(value)} words per second</title></rect>')
            if key == "hmt":
                parts.append(text(left + bar / 2 - 1, base - height - 5, rounded(value), "value"))
    return parts


def legend(record, keys, y):
    parts, x = [], LEFT
    for key in keys:
        label = record["contestants"][key]
        parts += [f'<rect x="{x}" y="{y - 11}" width="13" height="13" fill="{COLOURS[key]}"/>',
                  text(x + 19, y, label, "legend")]
        x += 40 + 7.4 * len(label)
    return parts


def picture(record):
    """The SVG, with a light background, so that it is readable on light and dark pages."""
    widths, counts = values_of(record, "width"), values_of(record, "threads")
    width = 300 if 300 in widths else widths[0]
    keys = [key for key in record["contestants"]
            if any(key in measured(record, task, width) for task in TITLES)]
    columns, body, top = len(counts), [], 60
    for row, task in enumerate(TITLES):
        for column, threads in enumerate(counts):
            body += panel(record, task, threads, width, 8 + column * PANEL_WIDTH, top + row * PANEL_HEIGHT)
    whole_width = max(16 + columns * PANEL_WIDTH, 880)
    whole_height = top + len(TITLES) * PANEL_HEIGHT + 6
    summary = (f"Words per second of hmt and its peers at width {width}, for training steps and extraction, by threads and "
               "by sentences in a batch. The tables of this page have the numbers.")
    head = f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole_width} {whole_height}" width="{whole_width}" \
height="{whole_height}" role="img" aria-labelledby="title summary" font-family="Helvetica, Arial, sans-serif" font-size="13">
  <title id="title">Speed of hmt and its peers</title>
  <desc id="summary">{escape(summary)}</desc>
  <style>
    .panel {{ fill: #f7f8fa; stroke: #9aa3af; }}
    .grid {{ stroke: #d5dae1; fill: none; }}
    text {{ fill: #1b2129; text-anchor: middle; }}
    .title, .legend {{ text-anchor: start; }}
    .title {{ font-weight: bold; font-size: 15px; }}
    .scale {{ text-anchor: end; fill: #47505c; }}
    .value {{ font-weight: bold; font-size: 12px; }}
  </style>
  <rect class="panel" x="1" y="1" width="{whole_width - 2}" height="{whole_height - 2}" rx="10"/>
"""
    lines = [text(LEFT, 26, f"Words per second, width {width} (more is better)", "title"), *legend(record, keys, 50), *body]
    return head + "".join(f"  {line}\n" for line in lines) + "</svg>\n"
