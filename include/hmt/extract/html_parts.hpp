// SPDX-License-Identifier: MIT
// What is the same in every page that `html_page` writes: style, filters, script.
#pragma once

#include <string_view>

namespace hmt::detail {

constexpr std::string_view html_style = R"css(
:root { color-scheme: light dark; --back: #fff; --ink: #1b1f24; --soft: #5b6570; --line: #d5dae0; --light: 88%; --arc: #0b6e99; }
@media (prefers-color-scheme: dark) {
  :root { --back: #14171b; --ink: #e6e9ec; --soft: #9aa4ae; --line: #343b43; --light: 28%; --arc: #5cb8e0; }
}
body { margin: 0 auto; max-width: 60rem; padding: 0 1rem 4rem; background: var(--back); color: var(--ink);
  font: 1rem/1.5 system-ui, sans-serif; }
header { position: sticky; top: 0; z-index: 2; background: var(--back); border-bottom: 1px solid var(--line); padding: .5rem 0; }
h1 { font-size: 1.2rem; margin: 0 0 .4rem; }
h2 { font-size: .8rem; margin: 0; color: var(--soft); font-weight: normal; }
form { display: flex; flex-wrap: wrap; gap: .4rem 1.5rem; align-items: center; }
article { border-bottom: 1px solid var(--line); padding: .8rem 0; }
.text { position: relative; }
.text p { margin: 0; line-height: 3.4; white-space: pre-wrap; overflow-wrap: anywhere; }
mark { background: hsl(var(--hue) 70% var(--light)); color: inherit; border-radius: .25rem; padding: .1rem .2rem; }
mark small { color: var(--soft); margin-left: .3rem; font-size: .7rem; }
svg { position: absolute; inset: 0; width: 100%; height: 100%; pointer-events: none; overflow: visible; }
svg path { fill: none; stroke: var(--arc); stroke-width: 1.3; }
svg text { fill: var(--arc); font-size: .7rem; text-anchor: middle; paint-order: stroke; stroke: var(--back); stroke-width: 4px; }
svg .lit path { stroke-width: 3; }
ul { margin: .3rem 0 0; padding: 0; list-style: none; font-size: .9rem; }
li { padding: .1rem .4rem; border-radius: .25rem; }
li:focus, li:hover { outline: 2px solid var(--arc); }
li i { color: var(--arc); margin: 0 .4rem; }
li span { color: var(--soft); margin-left: .4rem; }
[hidden] { display: none; }
)css";

constexpr std::string_view html_filters = R"html(<form>
<label>Relation <select id="relation"><option value="">all</option></select></label>
<label>Confidence at least <input id="confidence" type="range" min="0" max="1" step="0.01" value="0"> <output id="least">0.00</output></label>
<label><input id="only" type="checkbox"> only documents with triples</label>
<span id="count" role="status"></span>
</form>
)html";

constexpr std::string_view html_script = R"js(
'use strict';
const items = [...document.querySelectorAll('li')];
const [relation, confidence, only] = ['relation', 'confidence', 'only'].map(id => document.getElementById(id));
for (const name of [...new Set(items.map(item => item.dataset.relation))].sort()) relation.append(new Option(name, name));

function middle(words, origin) {
  const [first, last] = words.split(' ').map(id => document.getElementById(id).getBoundingClientRect());
  const right = last.top === first.top ? last.right : first.right;
  return {x: (first.left + right) / 2 - origin.left, y: first.top - origin.top};
}
function element(name, attributes, parent) {
  const made = document.createElementNS('http://www.w3.org/2000/svg', name);
  for (const key in attributes) made.setAttribute(key, attributes[key]);
  parent.append(made);
  return made;
}
function draw(article) {
  const text = article.querySelector('.text');
  text.querySelector('svg')?.remove();
  const shown = [...article.querySelectorAll('li')].filter(item => !item.hidden);
  if (!shown.length) return;
  const origin = text.getBoundingClientRect();
  const svg = element('svg', {'aria-hidden': 'true'}, text);
  shown.forEach((item, number) => {
    const from = middle(item.dataset.head, origin), to = middle(item.dataset.tail, origin);
    const up = Math.min(from.y, to.y) - 12 - 9 * (number % 3);
    const group = element('g', {}, svg);
    element('path', {d: `M${from.x},${from.y} C${from.x},${up} ${to.x},${up} ${to.x},${to.y}`}, group);
    element('path', {d: `M${to.x - 4},${to.y - 6} L${to.x},${to.y} L${to.x + 4},${to.y - 6}`}, group);
    element('text', {x: (from.x + to.x) / 2, y: (from.y + to.y + 6 * up) / 8 + 3}, group).textContent = item.dataset.relation;
    for (const event of ['focus', 'mouseenter']) item['on' + event] = () => group.classList.add('lit');
    for (const event of ['blur', 'mouseleave']) item['on' + event] = () => group.classList.remove('lit');
  });
}
function update() {
  document.getElementById('least').value = Number(confidence.value).toFixed(2);
  for (const item of items)
    item.hidden = (relation.value && item.dataset.relation !== relation.value) ||
      Number(item.dataset.confidence) < Number(confidence.value);
  for (const article of document.querySelectorAll('article')) {
    article.hidden = only.checked && ![...article.querySelectorAll('li')].some(item => !item.hidden);
    if (!article.hidden && visible.has(article)) draw(article);
  }
  document.getElementById('count').textContent = `${items.filter(item => !item.hidden).length} of ${items.length} triples`;
}
// Arcs are drawn for what is in view, so that long pages open at once.
const visible = new Set();
const watch = new IntersectionObserver(entries => {
  for (const {target, isIntersecting} of entries) {
    if (isIntersecting) { visible.add(target); draw(target); } else visible.delete(target);
  }
}, {rootMargin: '300px'});
for (const article of document.querySelectorAll('article')) watch.observe(article);
for (const control of [relation, confidence, only]) control.oninput = update;
addEventListener('resize', () => visible.forEach(draw));
document.forms[0].onsubmit = () => false;
update();
)js";

}  // namespace hmt::detail
