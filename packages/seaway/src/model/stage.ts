/** The six stages, always in this order, always drawn as six marks: the lights. */
export const STAGES = ["provision", "configure", "build", "test", "publish", "rollout"] as const;

export type Stage = (typeof STAGES)[number];
