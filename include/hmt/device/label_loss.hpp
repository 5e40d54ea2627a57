// SPDX-License-Identifier: MIT
// How the loss of a row of scores follows from the probabilities of its labels.
#pragma once

namespace hmt {

/// With p the probability of the row's label and K labels in all: -log p; or, with an exponent q above 0, (1 - p^q) / q
/// (`generalised_cross_entropy`); or, with a smoothing s above 0, the cross-entropy of a distribution that gives the
/// label 1 - s and shares s equally among all K (`smoothed_log_likelihood`). Never both: then q alone counts.
struct label_loss {
  double exponent = 0;
  double smoothing = 0;
};

}  // namespace hmt
