import { counted } from "../../kernel/index.js";
import type { SimulationPlan } from "../../simulation/index.js";
import type { Style } from "../style.js";
import { tableLines } from "../table.js";

/** What a simulation would do. */
export function planText(plan: SimulationPlan, style: Style): string {
  const { scenarioId, planDesignId, engine, database, years, stages } = plan;
  const rows = stages.flatMap(({ stage, models }) =>
    models.length === 0 ? [[stage, ""]] : models.map((model, index) => [index === 0 ? stage : "", model]),
  );
  const models = stages.reduce((sum, stage) => sum + stage.models.length, 0);
  return `${[
    ...tableLines([{ title: "Stage" }, { title: "Models" }], rows, style),
    "",
    `nothing was done: ${counted(years.length, "year")} (${years.join(", ")}) would be simulated, each with ${counted(models, "model")}`,
    `scenario       ${scenarioId}/${planDesignId}`,
    `engine         ${engine}`,
    `database       ${database}`,
  ].join("\n")}\n`;
}
