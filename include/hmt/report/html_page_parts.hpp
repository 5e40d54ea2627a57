// SPDX-License-Identifier: MIT
// The constant parts of pages that `html_page` writes, in addition to those of all pages: filters and their script.
#pragma once

#include <string_view>

namespace hmt::detail {

constexpr std::string_view html_filters = R"html(<form>
<label>Relation <select id="relation"><option value="">all</option></select></label>
<label>Confidence at least <input id="confidence" type="range" min="0" max="1" step="0.01" value="0"> <output id="least">0.00</output></label>
<label><input id="only" type="checkbox"> only documents with triples</label>
<span id="count" role="status"></span>
</form>
)html";

/// After `arc_script`.
constexpr std::string_view html_script = R"js(
const items = [...document.querySelectorAll('li')];
const [relation, confidence, only] = ['relation', 'confidence', 'only'].map(id => document.getElementById(id));
for (const name of [...new Set(items.map(item => item.dataset.relation))].sort()) relation.append(new Option(name, name));
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
watch(document.querySelectorAll('article'));
for (const control of [relation, confidence, only]) control.oninput = update;
document.forms[0].onsubmit = () => false;
update();
)js";

}  // namespace hmt::detail
