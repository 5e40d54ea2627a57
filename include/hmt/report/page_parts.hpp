// SPDX-License-Identifier: MIT
// The common parts of all web pages: the style, and the script that draws triples as arcs above a sentence.
#pragma once

#include <string_view>

namespace hmt::detail {

constexpr std::string_view page_style = R"css(
:root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --light: 88%; --arc: #0b6e99; --fault: #a8330b; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171b; --ink: #e6e9ec; --soft: #9aa4ae; --line: #343b43; --light: 20%; --arc: #5cb8e0; --fault: #ff9d73; }
}
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 4rem; background: var(--back); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
header { border-bottom: 1px solid var(--line); padding: .5rem 0; }
.pinned { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); padding: .5rem 0; }
h1 { font-size: 1.2rem; margin: 0 0 .4rem; overflow-wrap: anywhere; }
section > h2 { font-size: 1.1rem; margin: 2rem 0 .4rem; }
section > p, section > div > p { max-width: 46rem; margin: .4rem 0; color: var(--soft); font-size: .9rem; }
article > :is(h2, h4) { font-size: .8rem; margin: 0; color: var(--soft); font-weight: normal; overflow-wrap: anywhere; }
form { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; }
select { max-width: 16rem; }
article { border-bottom: 1px solid var(--line); padding: .8rem 0; }
.text { position: relative; padding-top: calc(var(--levels, 1) * .5rem); }
.text p { margin: 0; line-height: calc(2.2rem + var(--levels, 1) * .85rem); white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: hsl(var(--hue) 70% var(--light)); color: inherit; border-radius: .25rem; padding: .1rem .2rem; }
mark small { margin-left: .3rem; font-size: .7rem; }
.text svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; overflow: visible; color: var(--arc); }
.text svg path { fill: none; stroke: currentColor; stroke-width: 1.3; }
.text svg text { fill: currentColor; font-size: .7rem; text-anchor: middle; paint-order: stroke; stroke: var(--back); stroke-width: 10px; }
.text svg .lit path { stroke-width: 3; }
ul { margin: .3rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
li { padding: .1rem .4rem; border-radius: .25rem; overflow-wrap: anywhere; }
:is(li, [tabindex], a, button, select, input):focus-visible, li:hover { outline: 2px solid var(--arc); }
li i { color: var(--arc); margin: 0 .4rem; }
li span { color: var(--soft); margin-left: .4rem; }
table { margin-top: .6rem; border-collapse: collapse; font-size: .9rem; font-variant-numeric: tabular-nums; }
caption { text-align: left; white-space: nowrap; color: var(--soft); padding: .2rem 0; }
th, td { padding: .15rem .6rem; text-align: right; border-bottom: 1px solid var(--line); font-weight: normal; }
thead th { color: var(--soft); vertical-align: bottom; }
tbody th, th.left, td.left { text-align: left; }
tbody th { min-width: 8rem; }
.scrolled { overflow: auto; max-height: 34rem; }
.scrolled thead th { position: sticky; top: 0; background: var(--back); z-index: 1; }
@media (max-width: 42rem) { .bar { display: none !important; } caption { white-space: normal; } th, td { padding: .15rem .3rem; } tbody th { min-width: 0; } }
@media print { .scrolled { max-height: none; } .pinned { position: static; } }
[hidden] { display: none; }
)css";

/// `draw(holder)` draws the holder's visible list items as arcs over its `.text`. An item has `data-relation`,
/// `data-head` and `data-tail` (ids of a first and a last word), and may have `data-sign`, which precedes the
/// relation's name, and classes, which its arc inherits. `callbacks(holders)` draws those in view.
constexpr std::string_view arc_script = R"js(
'use strict';
const arc = {left: 9, height: 13, letter: 6.6};  // pixels: minimum distance of labels, height of levels, width of a letter
function element(name, attributes, parent) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  parent.append(made);
  return made;
}
function box(words, origin) {
  const [first, last] = words.split(' ').map(id => document.getElementById(id).getClientRects()[0]);
  const right = last.top === first.top ? last.right : first.right;
  return {left: first.left - origin.left, right: right - origin.left, x: (first.left + right) / 2 - origin.left, y: first.top - origin.top,
    below: first.bottom - origin.top};
}
// Short arcs are below long ones; arcs and labels of the same level do not overlap.
function give_levels(arcs) {
  const taken = [];
  for (const one of [...arcs].sort((a, b) => (a.to - a.from) - (b.to - b.from))) {
    const free = level => !(taken[level] ?? []).some(other => other.row === one.row && other.from < one.to + arc.left && one.from < other.to + arc.left);
    one.level = 0;
    while (!free(one.level)) ++one.level;
    taken[one.level] = [...(taken[one.level] ?? []), one];
  }
  return taken.length;
}
function measured(item, text) {
  const origin = text.getBoundingClientRect();
  const head = box(item.dataset.head, origin), tail = box(item.dataset.tail, origin);
  const row = Math.max(head.y, tail.y);
  for (const end of [head, tail])
    if (end.y < row) {  // the arc stays in the gap above the lower line
      end.y = end.below;
      end.lineAbove = true;
    }
  const label = (item.dataset.sign ?? '') + item.dataset.relation;
  const half = label.length * arc.letter / 2;
  const middle = Math.max(half, Math.min((head.x + tail.x) / 2, origin.width - half));  // no label leaves the page
  return {item, head, tail, label, row, middle,
    from: Math.min(head.x, tail.x, middle - half), to: Math.max(head.x, tail.x, middle + half)};
}
function draw(holder) {
  const text = holder.querySelector('.text');
  text.querySelector('svg')?.remove();
  const shown = [...holder.querySelectorAll('li')].filter(item => !item.hidden);
  if (!shown.length) return;
  const first = shown.map(item => measured(item, text));
  text.style.setProperty('--levels', give_levels(first));  // makes space, which moves lines down but no words sideways
  const svg = element('svg', {'aria-hidden': 'true'}, text);
  for (const {item, level} of first) {
    const {head, tail, label, row, middle} = measured(item, text);
    const up = row - (15 + arc.height * level) / .75;
    const group = element('g', {class: item.className}, svg);
    for (const {left, right, y} of [head, tail]) element('path', {d: `M${left},${y} H${right}`}, group);
    element('path', {d: `M${head.x},${head.y} C${head.x},${up} ${tail.x},${up} ${tail.x},${tail.y}`}, group);
    const from = tail.y + (tail.lineAbove ? 6 : -6);
    element('path', {d: `M${tail.x - 4},${from} L${tail.x},${tail.y} L${tail.x + 4},${from}`}, group);
    element('text', {x: middle, y: (head.y + tail.y + 6 * up) / 8 + 3}, group).textContent = label;
    for (const event of ['focus', 'mouseenter']) item['on' + event] = () => group.classList.add('lit');
    for (const event of ['blur', 'mouseleave']) item['on' + event] = () => group.classList.remove('lit');
  }
}
// Arcs are drawn for visible holders, so that long pages open at once; initially visible ones do not wait for an event.
const visible = new Set();
function show(holder) {
  visible.add(holder);
  draw(holder);
}
function watch(holders) {
  const watcher = new IntersectionObserver(entries => {
    for (const {target, isIntersecting} of entries) if (isIntersecting) show(target); else visible.delete(target);
  }, {rootMargin: '300px'});
  for (const holder of holders) watcher.observe(holder);
  const below = [...holders].findIndex(holder => holder.getBoundingClientRect().top > innerHeight);
  [...holders].slice(0, below < 0 ? undefined : below).forEach(show);
  addEventListener('resize', () => visible.forEach(draw));
}
)js";

}  // namespace hmt::detail
