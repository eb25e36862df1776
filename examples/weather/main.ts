import { join } from "node:path";
import { runWeather } from "./run-weather.js";
import { createScreen } from "./screen/screen.js";

const controller = new AbortController();
// Not `once`: npm hands Ctrl-C on to a process that has had it already, and the second must not kill it.
process.on("SIGINT", () => controller.abort(new Error("somebody pressed Ctrl-C")));
process.on("SIGTERM", () => controller.abort(new Error("the process was told to end")));

const { stdout, stderr, env } = process;
// Nobody reads any more, as in `npm start | head`: then there is nobody to tell, either.
let isHeard = true;
stdout.on("error", (error) => {
  isHeard = false;
  controller.abort(error);
});
const screen = createScreen({ stdout, stderr, env });
screen.line(screen.colors.bold("How warm will it be in Seattle tomorrow?"));
screen.line("Two pipelines, each in a context of its own: one learns, the other forecasts.\n");
try {
  await runWeather({ artifactsFolder: join(".artifacts", "weather"), signal: controller.signal, screen });
} catch (error) {
  if (isHeard) screen.error(screen.colors.red(error instanceof Error ? error.message : String(error)));
  process.exitCode = controller.signal.aborted ? 130 : 1;
}
