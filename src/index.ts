export { defineSpecification } from "./specification/index.js";
