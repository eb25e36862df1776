import { expect, test } from "vitest";
import { explainSimilarity } from "../../../src/resolution/index.js";

test.each([
  ["Model_Artifacts", "model artifacts"],
  ["model-artifacts", "model artifacts"],
  ["model.artifacts", "model artifacts"],
  ["ModelArtifacts", "modelartifacts"],
  ["the_model_of_a_pipeline", "model pipeline"],
  ["config", "configuration"],
  ["eval_params", "evaluation parameters"],
  ["hyperparams", "hyperparameters"],
  ["reg_pkg", "registration package"],
  ["packaged preprocess", "package preprocessing"],
  ["data-set!", "data set"],
  ["data[0]", "data0"],
  ["  spaced   out  ", "spaced out"],
  ["model model", "model model"],
  ["İnput", "input"],
  ["\u212aey", "key"],
  ["数据", ""],
  ["🚀data", "data"],
  ["the", ""],
  ["constructor__proto__", "constructor proto"],
])("%j is compared as %j", (name, normalized) => {
  expect(explainSimilarity(name, "x").normalized[0]).toBe(normalized);
});

test.each([
  "\u001c",
  "\u001f",
  "\u0085",
  "\u00a0",
  "\u1680",
  "\u2009",
  "\u2028",
  "\u202f",
  "\u205f",
  "\u3000",
])("the white space %j parts words, as it does in Python", (space) => {
  expect(explainSimilarity(`big${space}model`, "x").normalized[0]).toBe("big model");
});

test.each(["\ufeff", "\u200b", "\u0000", "\u180e"])("%j does not part words, as in Python", (character) => {
  expect(explainSimilarity(`big${character}model`, "x").normalized[0]).toBe("bigmodel");
});
