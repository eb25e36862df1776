import { describe, expect, test } from "vitest";
import type { Wiring } from "../../../src/resolution/index.js";
import type { StepSpecificationInput } from "../../../src/specification/index.js";
import { anyStep, resolverOf } from "../../support/resolvers.js";

const clean: StepSpecificationInput = {
  stepType: "Clean",
  dependencies: { rows: { compatibleSources: ["Load"], semanticKeywords: ["raw"] } },
  outputs: { clean_rows: { aliases: ["training_rows"] } },
};
const forecast: Readonly<Record<string, StepSpecificationInput>> = {
  load_training: { stepType: "Load", outputs: { raw_rows: {}, log: { dataType: "Text" } } },
  load_validation: { stepType: "Load", outputs: { raw_rows: {} } },
  clean_training: clean,
  clean_validation: clean,
  fit: {
    stepType: "Fit",
    jobType: "training",
    dependencies: {
      training_rows: { dependencyType: "training_data" },
      settings: { dependencyType: "hyperparameters", required: false },
    },
    outputs: { model: { outputType: "model_artifacts" } },
  },
  judge: {
    stepType: "Judge",
    jobType: "validation",
    dependencies: { model: { dependencyType: "model_artifacts" }, held_out_rows: {} },
    outputs: { metrics: {} },
  },
};
const edges = [
  ["load_training", "clean_training"],
  ["load_validation", "clean_validation"],
  ["clean_training", "fit"],
  ["fit", "judge"],
  ["clean_validation", "judge"],
] as const;

describe("the text of an explanation in the strict profile", () => {
  const wiring = resolverOf(forecast).resolveDependencies();
  const onGraph = resolverOf(forecast).resolveDependencies(undefined, { edges });

  test("of a wire", () => {
    expect(wiring.why("clean_training.rows").text).toMatchInlineSnapshot(`
      "clean_training.rows <- load_training.raw_rows, decided by score
        of the outputs of all other steps that can feed it, it scores best
        load_training.raw_rows scores 0.8246:
          name       0.3509 of 0.5263  "rows" against "raw_rows"
          source     0.2632 of 0.2632  Load is a compatible source
          keywords   0.1053 of 0.1053  1 of 1 found in its names
          jobType    0.1053 of 0.1053  both are there for training
        runners-up:
          load_validation.raw_rows  0.7193  is outranked by load_training.raw_rows (0.8246)
        cannot feed it:
          clean_validation.clean_rows  0.3509  does not score more than 0.65
          judge.metrics                0.0000  does not score more than 0.65
          clean_training.clean_rows         -  is an output of clean_training itself
          fit.model                         -  is model_artifacts, where "processing_output" or "training_data" is wanted
          load_training.log                 -  is given as Text, where S3Uri is wanted"
    `);
  });

  test("of a wire over an edge that speaks for it", () => {
    expect(onGraph.why("judge.held_out_rows").text).toMatchInlineSnapshot(`
      "judge.held_out_rows <- clean_validation.clean_rows, decided by graph
        of the outputs of the steps before judge that can feed it, it is the best; the edge from clean_validation speaks for it, although it does not score more than 0.65
        clean_validation.clean_rows scores 0.5000:
          name       0.3333 of 0.8333  "held_out_rows" against "clean_rows"
          source          -            no compatible sources are listed
          keywords        -            no keywords are listed
          jobType    0.1667 of 0.1667  both are there for validation
        cannot feed it:
          load_validation.raw_rows   0.5000  does not score more than 0.65
          clean_training.clean_rows  0.3333  is there for training and not for validation, and no edge leads from clean_training to judge
          load_training.raw_rows     0.3333  is there for training and not for validation, and no edge leads from load_training to judge
          fit.model                       -  is model_artifacts, where "processing_output" or "training_data" is wanted
          judge.metrics                   -  is an output of judge itself
          and 1 more"
    `);
  });

  test("of an input that nothing feeds", () => {
    expect(wiring.why("judge.held_out_rows").text).toMatchInlineSnapshot(`
      "judge.held_out_rows <- nothing, required
        cannot feed it:
          clean_validation.clean_rows  0.5000  does not score more than 0.65
          load_validation.raw_rows     0.5000  does not score more than 0.65
          clean_training.clean_rows    0.3333  does not score more than 0.65
          load_training.raw_rows       0.3333  does not score more than 0.65
          fit.model                         -  is model_artifacts, where "processing_output" or "training_data" is wanted
          and 2 more"
    `);
  });

  test("of an output that was not chosen", () => {
    expect(wiring.whyNot("clean_training.rows", "load_validation.raw_rows").text).toMatchInlineSnapshot(`
      "clean_training.rows is not fed by load_validation.raw_rows, which
        - is outranked by load_training.raw_rows (0.8246)
        load_validation.raw_rows scores 0.7193:
          name       0.3509 of 0.5263  "rows" against "raw_rows"
          source     0.2632 of 0.2632  Load is a compatible source
          keywords   0.1053 of 0.1053  1 of 1 found in its names
          jobType    0.0000 of 0.1053  load_validation is there for validation, clean_training for training
      clean_training.rows <- load_training.raw_rows, decided by score
        of the outputs of all other steps that can feed it, it scores best
        load_training.raw_rows scores 0.8246:
          name       0.3509 of 0.5263  "rows" against "raw_rows"
          source     0.2632 of 0.2632  Load is a compatible source
          keywords   0.1053 of 0.1053  1 of 1 found in its names
          jobType    0.1053 of 0.1053  both are there for training"
    `);
    expect(onGraph.whyNot("fit.training_rows", "judge.metrics").text).toMatchInlineSnapshot(`
      "fit.training_rows is not fed by judge.metrics, which
        - does not come before fit in the known graph
        - does not score more than 0.65
        - is called metrics, like training_rows by 0, less than 0.25
        judge.metrics scores 0.0000:
          name       0.0000 of 0.8333  "training_rows" against "metrics"
          source          -            no compatible sources are listed
          keywords        -            no keywords are listed
          jobType    0.0000 of 0.1667  judge is there for validation, fit for training
      fit.training_rows <- clean_training.clean_rows, decided by graph
        of the outputs of the steps before fit that can feed it, it is the best
        clean_training.clean_rows scores 1.0000:
          name       0.8333 of 0.8333  its alias is the same
          source          -            no compatible sources are listed
          keywords        -            no keywords are listed
          jobType    0.1667 of 0.1667  both are there for training"
    `);
  });

  test("of an output that nothing is compared with", () => {
    expect(wiring.whyNot("fit.settings", "load_training.log").text).toMatchInlineSnapshot(`
      "fit.settings is not fed by load_training.log, which
        - is processing_output, where "hyperparameters" or "custom_property" is wanted
        - is given as Text, where S3Uri is wanted
      fit.settings <- nothing, optional
        no step gives "hyperparameters" or "custom_property" as S3Uri"
    `);
  });

  test("of an ambiguous input", () => {
    const unclear: Wiring = resolverOf({
      north: { ...anyStep, outputs: { sales: {} } },
      south: { ...anyStep, outputs: { sales: {} } },
      report: { ...anyStep, dependencies: { sales: {} } },
    }).resolveDependencies();
    expect(unclear.why("report.sales").text).toMatchInlineSnapshot(`
      "report.sales <- nothing, required
        "north.sales" and "south.sales" fit it equally well; settle it with pins: { "report.sales": "north.sales" }
        could feed it:
          north.sales  1.0000  fits as well as "south.sales"; choose it with pins: { "report.sales": "north.sales" }
          south.sales  1.0000  fits as well as "north.sales"; choose it with pins: { "report.sales": "south.sales" }"
    `);
  });

  test("of a pin, with what it overrules", () => {
    const pins = {
      "fit.training_rows": { output: "load_training.raw_rows", reason: "the cleaning is broken" },
    };
    const pinned = resolverOf(forecast, { pins }).resolveDependencies();
    expect(pinned.why("fit.training_rows").text).toMatchInlineSnapshot(`
      "fit.training_rows <- load_training.raw_rows, decided by pin
        the cleaning is broken
        load_training.raw_rows scores 0.5833:
          name       0.4167 of 0.8333  "training_rows" against "raw_rows"
          source          -            no compatible sources are listed
          keywords        -            no keywords are listed
          jobType    0.1667 of 0.1667  both are there for training
        although it does not score more than 0.65
        runners-up:
          clean_training.clean_rows    1.0000  is not load_training.raw_rows, which is pinned
          clean_validation.clean_rows  0.8333  is not load_training.raw_rows, which is pinned
        cannot feed it:
          load_validation.raw_rows  0.4167  does not score more than 0.65
          judge.metrics             0.0000  does not score more than 0.65
          fit.model                      -  is an output of fit itself
          load_training.log              -  is given as Text, where S3Uri is wanted"
    `);
  });

  test("says how many more there are than it lists", () => {
    const others = Object.fromEntries(
      Array.from({ length: 9 }, (_, index) => [`other${index}`, { ...anyStep, outputs: { metrics: {} } }]),
    );
    const many = resolverOf({ ...forecast, ...others }).resolveDependencies();
    const lines = many.why("clean_training.rows").text.split("\n");
    expect(lines.at(-1)).toBe("    and 9 more");
    expect(many.why("clean_training.rows").gatedOut).toHaveLength(14);
  });
});

describe("the text of an explanation in the classic profile", () => {
  const resolver = resolverOf(forecast, { profile: "classic" });
  const wiring = resolver.resolveDependencies();
  const onGraph = resolver.resolveDependencies(undefined, { edges });

  test("of a wire", () => {
    expect(wiring.why("clean_training.rows").text).toMatchInlineSnapshot(`
      "clean_training.rows <- load_training.raw_rows, decided by score
        of the outputs of all other steps that can feed it, it scores best
        load_training.raw_rows scores 0.8875:
          type        0.4000 of 0.4000  processing_output, as wanted
          dataType    0.2000 of 0.2000  S3Uri, as wanted
          name        0.1375 of 0.2500  "rows" against "raw_rows"
          exactName   0.0000 of 0.0500  no name is the same
          source      0.1000 of 0.1000  Load is a compatible source
          keywords    0.0500 of 0.0500  1 of 1 found in its name
        runners-up:
          load_validation.raw_rows     0.8875  is outranked by load_training.raw_rows (0.8875), which comes first in the listing
          clean_validation.clean_rows  0.6254  is outranked by load_training.raw_rows (0.8875)
          judge.metrics                0.5273  is outranked by load_training.raw_rows (0.8875)
          load_training.log            0.5214  is outranked by load_training.raw_rows (0.8875)
        cannot feed it:
          clean_training.clean_rows       -  is an output of clean_training itself
          fit.model                       -  is model_artifacts, where "processing_output" or "training_data" is wanted"
    `);
  });

  test("of an input that nothing feeds", () => {
    expect(onGraph.why("fit.settings").text).toMatchInlineSnapshot(`
      "fit.settings <- nothing, optional
        of the steps directly before it ("clean_training") none gives "hyperparameters" or "custom_property"
        cannot feed it:
          clean_training.clean_rows         -  is processing_output, where "hyperparameters" or "custom_property" is wanted
          load_training.raw_rows            -  is processing_output, where "hyperparameters" or "custom_property" is wanted
          load_training.log                 -  is processing_output, where "hyperparameters" or "custom_property" is wanted
          load_validation.raw_rows          -  is processing_output, where "hyperparameters" or "custom_property" is wanted
          clean_validation.clean_rows       -  is processing_output, where "hyperparameters" or "custom_property" is wanted
          and 2 more"
    `);
  });

  test("of an output that was not chosen", () => {
    expect(onGraph.whyNot("judge.held_out_rows", "clean_training.clean_rows").text).toMatchInlineSnapshot(`
      "judge.held_out_rows is not fed by clean_training.clean_rows, which
        - does not come directly before judge in the known graph
        clean_training.clean_rows scores 0.7152:
          type        0.4000 of 0.4000  processing_output, as wanted
          dataType    0.2000 of 0.2000  S3Uri, as wanted
          name        0.1152 of 0.2500  "held_out_rows" against "clean_rows"
          exactName   0.0000 of 0.0500  no name is the same
          source           -            no compatible sources are listed
          keywords         -            no keywords are listed
      judge.held_out_rows <- clean_validation.clean_rows, decided by graph
        of the outputs of the steps directly before judge that can feed it, it is the best
        clean_validation.clean_rows scores 0.7152:
          type        0.4000 of 0.4000  processing_output, as wanted
          dataType    0.2000 of 0.2000  S3Uri, as wanted
          name        0.1152 of 0.2500  "held_out_rows" against "clean_rows"
          exactName   0.0000 of 0.0500  no name is the same
          source           -            no compatible sources are listed
          keywords         -            no keywords are listed"
    `);
  });
});
