import type { StepSpecificationInput } from "../../specification/index.js";

/** The stages of a year, in the order in which their wires put them. */
export const stageNames = [
  "initialization",
  "foundation",
  "event_generation",
  "state_accumulation",
  "registries",
  "validation",
  "reporting",
] as const;

/** A stage of a year: a step of the pipeline of a scenario. */
export type StageName = (typeof stageNames)[number];

/** The stages that build the models of a tag, which is called as they are. */
export const modelStages = ["foundation", "event_generation", "state_accumulation"] as const;

/** A stage that builds models. */
export type ModelStage = (typeof modelStages)[number];

/**
 * The stages as step specifications. A stage needs what the one before gives; the resolver makes wires of that, and the wires
 * the order. Registries are updated when the events of the year are there, because they need its tables.
 */
export const stageSpecifications: Readonly<Record<StageName, StepSpecificationInput>> = {
  initialization: {
    stepType: "Initialization",
    description: "Makes the work file of the year: what is published, without the rows of the year.",
    outputs: {
      work_file: { dataType: "DuckDbFile", description: "Where the year is worked on." },
      previous_results: {
        dataType: "TableChecksums",
        description: "What the year came to before, if later years stand on it; else null.",
      },
      made_from: {
        dataType: "Provenance",
        description: "Settings, models and census, each with its fingerprint.",
      },
    },
  },
  foundation: {
    stepType: "ModelBuild",
    description: "Builds the models that a year begins with: the workforce before it, and what it needs.",
    dependencies: { work_file: { dataType: "DuckDbFile", compatibleSources: ["Initialization"] } },
    outputs: { foundation_tables: { dataType: "FoundationTables" } },
  },
  event_generation: {
    stepType: "ModelBuild",
    description: "Builds the events of the year.",
    dependencies: { foundation_tables: { dataType: "FoundationTables" } },
    outputs: { yearly_events: { dataType: "EventTables" } },
  },
  state_accumulation: {
    stepType: "ModelBuild",
    description: "Builds what the events come to at the end of the year.",
    dependencies: { yearly_events: { dataType: "EventTables" } },
    outputs: { workforce_snapshot: { dataType: "StateTables" } },
  },
  registries: {
    stepType: "StateRegistries",
    description: "Applies the events of the year to the registries of state, and compares them.",
    dependencies: {
      workforce_snapshot: { dataType: "StateTables" },
      previous_results: { dataType: "TableChecksums", compatibleSources: ["Initialization"] },
    },
    outputs: { state_registries: { dataType: "RegistryReport" } },
  },
  validation: {
    stepType: "Validation",
    description: "Runs the tests of the models and the rules of data quality.",
    dependencies: { state_registries: { dataType: "RegistryReport" } },
    outputs: { quality_report: { dataType: "QualityReport" } },
  },
  reporting: {
    stepType: "Publication",
    description: "Audits the year and publishes it.",
    dependencies: {
      quality_report: { dataType: "QualityReport" },
      state_registries: { dataType: "RegistryReport", compatibleSources: ["StateRegistries"] },
    },
    outputs: { published_year: { dataType: "PublishedYear" } },
  },
};

/** Whether a text names a stage. */
export function isStage(name: string): name is StageName {
  return (stageNames as readonly string[]).includes(name);
}
