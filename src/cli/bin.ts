#!/usr/bin/env node
import { main } from "./main.js";
import { runProcess } from "./programs/run-process.js";

await runProcess(main);
