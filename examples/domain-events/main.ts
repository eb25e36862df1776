import { runEvents } from "./run-events.js";

await runEvents((line) => process.stdout.write(`${line}\n`));
