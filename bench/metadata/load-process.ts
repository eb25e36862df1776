import autocannon, { type Options, type Result } from "autocannon";

/** What the process says, as JSON on its standard output. */
export type LoadReport = Pick<Result, "errors" | "non2xx" | "requests" | "duration">;

const { errors, non2xx, requests, duration }: LoadReport = await autocannon(
  JSON.parse(process.argv[2] ?? "{}") as Options,
);
process.stdout.write(JSON.stringify({ errors, non2xx, requests, duration }));
