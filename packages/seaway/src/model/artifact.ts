/** What a build yields. A bundle (source snapshot + locked Python environment) never leaves `local`. */
export interface Artifact {
  readonly kind: "bundle";
  /** `sha256:…` of its content: equal content, equal digest. */
  readonly digest: string;
  /** Absolute folder of the source snapshot; the instance's working directory. */
  readonly folder: string;
  /** Absolute folder of the Python environment. */
  readonly environment: string;
  /** The interpreter's installation, which the environment refers to: must be readable where the artifact runs. */
  readonly interpreter: string;
}
