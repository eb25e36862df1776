/** Where a value of a configuration comes from. */
export type ConfigOrigin =
  | {
      readonly kind: "file";
      /** As the caller named it. */
      readonly file: string;
      /** From 1. */
      readonly line: number;
      /** From 1, in UTF-16 code units. */
      readonly column: number;
    }
  | { readonly kind: "environment"; readonly variable: string }
  | {
      readonly kind: "set";
      /** As it was given, such as `simulation.growth.target_rate=0.05`. */
      readonly argument: string;
    }
  | { readonly kind: "default" };

/** An origin in a few words: `simulation.yaml:4:10`, the name of a variable, `--set dbt.threads=2` or `default`. */
export function originText(origin: ConfigOrigin): string {
  switch (origin.kind) {
    case "file":
      return `${origin.file}:${origin.line}:${origin.column}`;
    case "environment":
      return origin.variable;
    case "set":
      return `--set ${origin.argument}`;
    case "default":
      return "default";
  }
}
