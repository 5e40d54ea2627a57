// SPDX-License-Identifier: MIT
// The constant parts of evaluation pages: style, filters, script, and explanations of rows.
#pragma once

#include <string_view>

#include "hmt/evaluate/errors.hpp"

namespace hmt::detail {

constexpr std::string_view evaluation_style = R"css(
nav { display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; font-size: .9rem; }
a { color: var(--arc); }
th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; text-decoration: underline dotted; }
th[aria-sort] button { color: var(--ink); }
th[aria-sort=descending] button::after { content: ' ▾'; }
th[aria-sort=ascending] button::after { content: ' ▴'; }
.bar { display: inline-block; width: 8rem; height: .6rem; margin-right: .6rem;
  background: linear-gradient(to right, var(--arc) calc(var(--share) * 100%), var(--line) 0); }
.number { display: inline-block; min-width: 3.2rem; }
.matrix td { background: rgb(40 130 175 / calc(var(--share, 0) * .55)); padding: .15rem .4rem; }
.matrix .same { font-weight: bold; }
.matrix .none { color: var(--soft); }
.matrix tbody th { position: sticky; left: 0; background: var(--back); min-width: 9rem; max-width: 16rem; overflow-wrap: anywhere; }
.scrolled:has(.matrix) { max-height: none; }
.matrix thead th:not(.left) { padding: .3rem .2rem; text-align: center; }
.matrix thead span { writing-mode: vertical-rl; transform: rotate(180deg); max-height: 18rem; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.cause > h3 { font-size: 1rem; margin: 1.4rem 0 .2rem; }
.side { margin-top: .5rem; }
.side > h5 { font-size: .8rem; margin: 0; }
.side > p { margin: .2rem 0; color: var(--soft); font-size: .9rem; }
.side li:is(.missed, .wrong) :is(span, i) { color: var(--fault); }
.side li.here { border-left: 3px solid var(--fault); }
.text svg :is(.missed, .wrong) { color: var(--fault); }
.text svg .missed path { stroke-dasharray: 5 3; }
)css";

constexpr std::string_view evaluation_filters = R"html(<form class="pinned" aria-label="Which examples are shown">
<label>Cause <select id="cause"><option value="">all</option></select></label>
<label>Relation <select id="relation"><option value="">all</option></select></label>
<span id="count" role="status"></span>
</form>
)html";

/// After `arc_script`. Tables `.sorted` get buttons in their headings; cells are sorted by `data-value` or text.
constexpr std::string_view evaluation_script = R"js(
for (const table of document.querySelectorAll('.sorted')) {
  const heads = [...table.tHead.rows[0].cells], body = table.tBodies[0];
  heads.forEach((head, column) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.append(...head.childNodes);
    head.append(button);
    const value = row => row.cells[column].dataset.value ?? row.cells[column].textContent;
    button.onclick = () => {
      const down = column > 0 ? head.ariaSort !== 'descending' : head.ariaSort === 'ascending';
      for (const other of heads) other.removeAttribute('aria-sort');
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      const order = (a, b) => column > 0 ? value(a) - value(b) : value(a).localeCompare(value(b));
      body.append(...[...body.rows].sort((a, b) => down ? order(b, a) : order(a, b)));
    };
  });
}

const groups = [...document.querySelectorAll('.cause')];
const examples = [...document.querySelectorAll('.cause article')];
const [cause, relation] = ['cause', 'relation'].map(id => document.getElementById(id));
const relations = new Map();
for (const article of examples) {
  article.relations = new Set([...article.querySelectorAll('.here')].map(item => item.dataset.relation));
  for (const name of article.relations) relations.set(name, (relations.get(name) ?? 0) + 1);
}
for (const group of groups) cause.append(new Option(`${group.dataset.cause} (${group.querySelectorAll('article').length})`, group.dataset.cause));
for (const [name, times] of [...relations].sort()) relation.append(new Option(`${name} (${times})`, name));
function update() {
  for (const article of examples) article.hidden = relation.value !== '' && !article.relations.has(relation.value);
  for (const group of groups)
    group.hidden = (cause.value !== '' && cause.value !== group.dataset.cause) ||
      (relation.value !== '' && !group.querySelector('article:not([hidden])'));
  const shown = examples.filter(article => !article.hidden && !article.parentElement.hidden).length;
  document.getElementById('count').textContent = `${shown} of ${examples.length} sentences`;
}
if (cause) {
  watch(document.querySelectorAll('.side'));
  for (const control of [cause, relation]) control.oninput = update;
  document.forms[0].onsubmit = () => false;
  update();
}
)js";

/// An explanation of a cause, for the reader of a page.
[[nodiscard]] constexpr std::string_view meaning_of(error_cause cause) {
  switch (cause) {
    case error_cause::missing_entity:
      return "an argument shares no word with any entity or argument of the other side";
    case error_cause::boundary:
      return "the correct relation between spans that only overlap";
    case error_cause::wrong_relation:
      return "the same two spans, another relation";
    case error_cause::inverse_relation:
      return "the same two spans in reverse";
    case error_cause::wrong_pair:
      return "a head and a tail of this relation, from different triples";
    case error_cause::other:
      break;
  }
  return "both arguments are found, but no triple connects them";
}

}  // namespace hmt::detail
