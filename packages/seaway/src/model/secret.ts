import { refusingText } from "./refusing-text.ts";

/** A secret by its name. The value is set by `seaway secret set NAME` and is never in a config, a plan or a definition. */
export interface SecretReference {
  readonly kind: "secret";
  readonly secret: string;
}

/** Refers to a secret: `env: { SECRET_KEY: secret("SECRET_KEY") }`. */
export function secret(name: string): SecretReference {
  const reference: SecretReference = { kind: "secret", secret: name };
  return Object.freeze(
    refusingText(
      reference,
      `secret(${JSON.stringify(name)})`,
      `give it a setting of its own, for example  env: { ${name}: secret("${name}") }`,
    ),
  );
}

export const isSecretReference = (value: unknown): value is SecretReference =>
  typeof value === "object" && value !== null && "kind" in value && value.kind === "secret" && "secret" in value;
