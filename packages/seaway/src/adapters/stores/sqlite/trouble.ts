import { failure, SeawayError } from "../../../model/errors/failure.ts";
import { toTrouble, TURN_MS, type Trouble } from "./database.ts";
import type { Refusal } from "./operation.ts";
import { DamagedRow } from "./row.ts";

/** Primary result codes. @source https://www.sqlite.org/rescode.html */
const PERM = 3;
const BUSY = 5;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const AUTH = 23;
const NOTADB = 26;

const UNUSABLE = ["EACCES", "EPERM", "EROFS", "ENOTDIR", "EEXIST"];
const NO_ROOM = ["ENOSPC", "EDQUOT", "EIO"];

/** SQLite's errors, and those of reading and making the file, as ours. What is neither is a mistake of ours and comes back as it is. */
export function toFailure(file: string, thrown: unknown): unknown {
  if (thrown instanceof SeawayError) return thrown;
  if (thrown instanceof DamagedRow) return failure("SEA-8002", { file, what: thrown.message });
  const trouble = toTrouble(thrown);
  if (trouble !== undefined) return fromTrouble(file, trouble, thrown);
  const code = thrown instanceof Error && "code" in thrown ? String(thrown.code) : "";
  if (UNUSABLE.includes(code)) return failure("SEA-8004", { file, what: (thrown as Error).message }, { cause: thrown });
  if (NO_ROOM.includes(code)) return failure("SEA-8006", { file, what: (thrown as Error).message }, { cause: thrown });
  return thrown;
}

export function fromTrouble(file: string, { code, message }: Trouble, cause: unknown = new Error(message)): unknown {
  switch (code) {
    case CORRUPT:
    case NOTADB:
      return failure("SEA-8002", { file, what: message }, { cause });
    case PERM:
    case READONLY:
    case CANTOPEN:
    case AUTH:
      return failure("SEA-8004", { file, what: message }, { cause });
    case BUSY:
      return failure("SEA-8005", { file, waitedMs: TURN_MS }, { cause });
    case IOERR:
    case FULL:
      return failure("SEA-8006", { file, what: message }, { cause });
    default:
      return cause;
  }
}

export const fromRefusal = (refusal: Refusal): SeawayError =>
  refusal.because === "fence" ? failure("SEA-8101", { ...refusal.fence, holder: refusal.holder }) : failure("SEA-7106", {});
