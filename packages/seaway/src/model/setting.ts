import type { Reference } from "./reference.ts";
import type { Resource } from "./resource.ts";
import type { SecretReference } from "./secret.ts";

export type SettingValue = string | Reference | SecretReference;

/** What a setting may be. Any other type becomes the sentence that the compiler prints at the mistake. */
export type Setting<T> = T extends SettingValue
  ? T
  : T extends Resource
    ? "A resource is not a setting: pass one of its properties, for example users.uri"
    : "A setting is a text, a reference or a secret: write a number as a text, for example '5001'";

export type Settings<Env> = { readonly [Name in keyof Env]: Setting<Env[Name]> };
