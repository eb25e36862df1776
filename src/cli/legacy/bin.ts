#!/usr/bin/env node
import { runProcess } from "../programs/run-process.js";
import { runMultiYearLegacy } from "./run-multi-year.js";

await runProcess(runMultiYearLegacy);
