/** For people who write adapters: one conformance suite a contract, run by any test runner. */
export { conformance, type ConformanceOptions, type Suite } from "./conformance.ts";
export { runtimeSuite, type RuntimeLab } from "./runtime-suite.ts";
export { storeSuite, type StoreLab } from "./store-suite.ts";
