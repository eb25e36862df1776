import autocannon, { type Options } from "autocannon";

/** Sends requests as its argument says, and prints what came of it, as JSON on its standard output. */
const result = await autocannon(JSON.parse(process.argv[2] ?? "{}") as Options);
process.stdout.write(JSON.stringify(result));
