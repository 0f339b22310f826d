import { catalogue } from "./catalogue.ts";

export const secretErrors = catalogue({
  "SEA-7102": {
    sentence: ({ path }: { path: string }) => `this store's secrets are sealed with a key that is not at ${path}`,
    remedy: ({ path }: { path: string }) => `put the key back to ${path} (mode 0600), or name its file in SEAWAY_KEY_FILE`,
    explain:
      "Secrets lie in the project's store, encrypted. The key lies outside of it, in a file that only you can read, and it is gone or somewhere else: " +
      "another machine, another user, a changed `XDG_CONFIG_HOME`.\n\n" +
      "Seaway makes a key only for a store that holds no secret yet. It never makes a second one: what the first one sealed would be lost without a word. " +
      "Until the key is back nothing is read or sealed; what serves goes on.\n\n" +
      "If the key is lost for good, the values are too. When the last sealed secret of the project was removed (`seaway secret rm`), the next one " +
      "gets a new key.",
  },
  "SEA-7103": {
    sentence: ({ path, what }: { path: string; what: string }) => `the key at ${path} does not open ${what}`,
    remedy: "use the key that it was sealed with: put its file back, or name it in SEAWAY_KEY_FILE",
    explain:
      "A sealed value carries a proof of the key and of its own name and environment. Either the key is another one (of another project or machine), " +
      "or the sealed value was changed or moved to another name since it was written.\n\n" +
      "Nothing was read or written. With the right key in place the same command works; if the key is the right one, set that secret again.",
  },
  "SEA-7104": {
    sentence: ({ path, what }: { path: string; what: string }) => `the key at ${path} is not private: ${what}`,
    remedy: ({ path }: { path: string }) => `if nobody else can have read it, run  chmod 600 ${path}  and make it a file of your own`,
    explain:
      "The key opens every secret of the project, so Seaway uses it only from an ordinary file that belongs to you (or to root) and that nobody else " +
      "may read or write.\n\nIf another user may have read it, treat the project's secrets as known and set new ones.",
  },
  "SEA-7105": {
    sentence: ({ path }: { path: string }) => `${path} is no key: a key is 64 hexadecimal digits`,
    remedy: "put the right file back, or name it in SEAWAY_KEY_FILE",
    explain:
      "The file of a project's key holds 32 bytes as 64 hexadecimal digits and a line end. This one holds something else: it was cut, edited, or is " +
      "another file.\n\nNothing was read or written. Seaway never replaces a key file.",
  },
  "SEA-7106": {
    sentence: () => "this store's secrets are sealed with another key than the one in use",
    remedy: "use the project's own key: put its file back, or name it in SEAWAY_KEY_FILE",
    explain:
      "The key that seals a store's first secret becomes the store's key, so that no two secrets of one project need two keys. Two commands with " +
      "different keys met: different values of `SEAWAY_KEY_FILE`, or the same store opened by two users.\n\n" +
      "Nothing was written. Set the secret again with the project's own key.",
  },
});
