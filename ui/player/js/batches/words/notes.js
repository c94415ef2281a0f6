// The sentences below the pictures.

import { fill } from "../../base/format.js";

const NAMED = 5;

export function dataNote({ labels, total }, { examples, step, position, kind }) {
  const all = !step?.indices;
  return [
    step && fill(all ? labels.lit_all : labels.lit_batch, { step: step.step, size: step.size, total }),
    examples.count < total && fill(labels.sample_of, { shown: examples.count, total }),
    kind === "fit" ? labels.not_movable
      : examples.prediction && fill(labels.lit_line, { step: Math.floor(position + 1e-9) }),
  ];
}

export function fullNote({ labels, valley }, { step, plain, clouded, number }) {
  if (!step) return [];
  return [
    number ? fill(labels.arrows_one, { number }) : step.indices ? labels.arrows_alike : labels.arrows_equal,
    clouded && fill(plain ? labels.cloud : labels.cloud_plain, { size: step.size }),
    valley && labels.valley,
  ];
}

export function batchNote({ labels, total, minima }, { step, chosen, used }) {
  if (!step) return [labels.no_steps];
  if (chosen !== null) {
    const lit = !step.indices || step.indices.includes(chosen);
    return [fill(lit ? labels.one_is_lit : labels.one_is_dark, { step: step.step }), labels.darker,
      minima.length && labels.star];
  }
  const whole = !step.indices;
  const template = labels[`${step.last ? "last_used" : "step_uses"}${whole ? "_all" : ""}`];
  return [
    fill(template, { step: step.step, size: step.size, total, examples: whole ? "" : named(step) }),
    !whole && used < step.size && fill(labels.computed_from, { shown: used }),
    labels.darker,
    !whole && minima.length && labels.star,
  ];
}

// People count from one.
function named({ indices, size }) {
  const numbers = [...indices.subarray(0, NAMED)].map((index) => index + 1);
  return numbers.join(", ") + (size > NAMED ? " …" : "");
}

export function write(node, sentences) {
  const text = sentences.filter(Boolean).join(" ");
  if (node.textContent !== text) node.textContent = text;
}
