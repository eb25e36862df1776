import { expect, test } from "vitest";
import { StepPlaces } from "../../../src/resolution/inference/step-places.js";

test("steps are found by name where they are listed, others are not", () => {
  const places = new StepPlaces(["load", "clean"]);
  expect([places.of("clean"), places.of("load"), places.of("train")]).toEqual([1, 0, undefined]);
});
