import { callSite } from "./call-site.ts";
import { property, type PropsOf } from "./properties/property.ts";
import { text } from "./properties/text.ts";
import { wholeNumber } from "./properties/whole-number.ts";
import { refusingText } from "./refusing-text.ts";

export const machineProperties = {
  host: property(text(/^[A-Za-z0-9[][A-Za-z0-9._:%\]-]*$/, "a host name, an address, or a name of your ~/.ssh/config"), {
    doc: "Where it answers: a name, an address, or a `Host` of your own ~/.ssh/config, whose jump hosts, keys and agents are used as they are.",
    example: '"test.example.org"',
    required: true,
  }),
  user: property(text(/^[A-Za-z_][A-Za-z0-9._-]*$/, "a login name"), {
    doc: "Whom to log in as.",
    example: '"ops"',
    otherwise: "what your ssh says",
  }),
  port: property(wholeNumber(1, 65_535), {
    doc: "Port of its ssh server.",
    example: "2222",
    otherwise: "what your ssh says",
  }),
  key: property(text(/^[^-\s][^\0]*$/, "the path of a private key"), {
    doc: "File of the private key, absolute or from `~`. Its content is read by ssh alone.",
    example: '"~/.ssh/id_ed25519"',
    otherwise: "what your ssh offers",
  }),
  hostKey: property(
    text(/^(?:ssh|ecdsa|sk)-[A-Za-z0-9@.-]+ [A-Za-z0-9+/=]+(?: .*)?$/, "a public key as it stands in known_hosts, without the host"),
    {
      doc: "Its own public key: no other machine is taken for it. Without it your known_hosts decides; a key that nobody knows is never accepted by itself.",
      example: '"ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE1"',
      otherwise: "your known_hosts",
    },
  ),
};

export type MachineProps = PropsOf<typeof machineProperties>;

/** A host reached over SSH. */
export interface Machine {
  readonly kind: "machine";
  readonly node: string;
  readonly props: MachineProps;
  readonly site: string;
}

/** Describes a machine of the project, reached by the system's own ssh. It belongs to the project when the project lists it. */
export function machine(name: string, props: MachineProps): Machine {
  const made = { kind: "machine", node: name, props, site: callSite() } as unknown as Machine;
  return Object.freeze(refusingText(made, `machine ${name}`, "list it in  machines  of the project"));
}
