import type { VariableValue } from "../../../src/simulation/project/model-engine.js";

export type Variables = Readonly<Record<string, VariableValue>>;

export function number(variables: Variables, name: string): number {
  const value = variables[name];
  if (typeof value !== "number") throw new TypeError(`${name} is ${JSON.stringify(value)}, and no number`);
  return value;
}

export function decimal(variables: Variables, name: string): string {
  return `CAST(${number(variables, name)} AS DECIMAL(9, 6))`;
}

export function text(variables: Variables, name: string): string {
  const value = variables[name];
  if (typeof value !== "string") throw new TypeError(`${name} is ${JSON.stringify(value)}, and no text`);
  return `'${value.replaceAll("'", "''")}'`;
}
