import { isRecord, wrong } from "../config-check/spot.ts";
import { NODE_NAME, nodeNameRule } from "../node-name.ts";
import { property, readProps, type PropertyKind, type PropsOf } from "./property.ts";
import { text } from "./text.ts";

export const volumeProperties = {
  name: property(text(NODE_NAME, nodeNameRule), {
    doc: "Name of the folder among the project's data; it stays the same when the service is rebuilt.",
    example: '"uploads"',
    required: true,
  }),
  path: property(text(/^\/(?!$)(?!.*(?:\/|^)\.\.(?:\/|$))[^\0]+$/, "an absolute path below /, without .."), {
    doc: "Absolute path at which each instance finds it.",
    example: '"/data/uploads"',
    required: true,
  }),
};

export type VolumeProps = PropsOf<typeof volumeProperties>;

/** A folder that outlives releases. */
export const volume: PropertyKind<VolumeProps, { readonly name: string; readonly path: string }> = {
  type: "{ readonly name: string; readonly path: string }",
  read(value, spot, example) {
    if (!isRecord(value)) return wrong(spot, value, "an object with name and path", example);
    const { name, path } = readProps(volumeProperties, value, spot);
    return name === undefined || path === undefined ? undefined : { name, path };
  },
};
